"""The status codes of an endpoint's answers, in the wordings of HTTP, curl, Python, JavaScript and the Azure CLI.

A code alone says little, so these are effects: what the rest of the text names comes first.
https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints
"""

from __future__ import annotations

from collections.abc import Iterator

from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.contexts import INVOKED

_CODES = (
    (401, "Unauthorized", "invoke-auth", INVOKED),
    (403, "Forbidden", "network-isolation", INVOKED),
    (404, "Not Found", "no-traffic", INVOKED),
    (408, "Request Timeout", "timeout", INVOKED),
    (409, "Conflict", "operation-conflict", INVOKED),
    (413, "Request Entity Too Large", "invoke-model-error", INVOKED),
    (424, "Failed Dependency", "invoke-model-error", ()),
    (429, "Too Many Requests", "throttled", INVOKED),
    (500, "Internal Server Error", "service-internal-error", INVOKED),
    (502, "Bad Gateway", "container-crash", INVOKED),
    (503, "Service Unavailable", "throttled", INVOKED),
    (504, "Gateway Timeout", "timeout", INVOKED),
)
_FORMS = (
    "status code {code}",
    "status code: {code}",
    "status code is {code}",
    "status_code: {code}",
    "status_code={code}",
    'status_code": {code}',
    "HTTP error {code}",
    "HTTP status {code}",
    "HTTP {code}:",
    "HTTP/1.1 {code}",
    "HTTP/2 {code}",
    "HTTPError: {code}",
    "error code: {code}",
    "error code {code}",
    "{code} error",
    "response [{code}]",
    "{code} {reason}",
    "{code} ({reason})",
    "{code}: {reason}",
    "({reason}) ... {code}",
    "invalid status '{reason}'",
    "invalid status code '{reason}'",
)
_WEIGHT = 0.45
_CLIENT_WEIGHT = 0.4


def _symptoms() -> Iterator[Symptom]:
    for code, reason, diagnosis, given in _CODES:
        for form in _FORMS:
            # Not the code of the model behind a 424, nor that of a call which the flow made.
            others = (f"error-statuscode: {code}", f"status code: {code}, action:")
            yield Symptom(diagnosis, form.format(code=code, reason=reason), _WEIGHT, others, given)


SYMPTOMS = (
    *_symptoms(),
    Symptom("timeout", "Request failed with status code 504", _CLIENT_WEIGHT),
    Symptom("timeout", "Request failed with status code 408", _CLIENT_WEIGHT),
    Symptom("invoke-model-error", "Request failed with status code 424", 0.8),
    Symptom("invoke-model-error", "HTTP Error 424: Failed Dependency", 0.8),
    Symptom("invoke-model-error", "ms-azureml-model-error-statuscode", 0.8),
    Symptom("invoke-model-error", "ms-azureml-model-error-reason", 0.8),
    Symptom("invoke-model-error", "Upstream model error", 0.6, given=INVOKED),
)
