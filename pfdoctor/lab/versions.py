"""The api-versions that each service answers, and Azure's refusals of others.

Known are those that the SDK packages and `az` send, those of recorded answers, and those whose documents are published:
https://github.com/Azure/azure-rest-api-specs. A bundle that was recorded at another one shows that Azure knows it too.
"""

from __future__ import annotations

import re

from pfdoctor.bundle.file import Bundle
from pfdoctor.lab import errors
from pfdoctor.lab.routes import Route, route
from pfdoctor.model.exchange import Ask, Reply

_DATE = re.compile(r"\d{4}-\d\d-\d\d(-[a-z]+)?", re.ASCII | re.IGNORECASE)

_ARM = "microsoft.resources"
_SERVICES = {
    _ARM: """2016-02-01 2016-06-01 2018-05-01 2019-06-01 2019-10-01 2019-11-01 2020-01-01 2020-06-01 2021-01-01
        2021-04-01 2022-09-01 2022-12-01 2024-03-01 2024-11-01 2025-04-01""",
    "microsoft.authorization/denyassignments": "2018-07-01-preview 2022-04-01",
    "microsoft.authorization/permissions": "2015-07-01 2018-01-01-preview 2022-04-01 2022-05-01-preview",
    "microsoft.authorization/roleassignments": """2015-07-01 2018-01-01-preview 2018-09-01-preview 2020-04-01-preview
        2022-04-01""",
    "microsoft.authorization/roleassignmentscheduleinstances": "2020-10-01",
    "microsoft.authorization/roledefinitions": "2015-07-01 2018-01-01-preview 2022-04-01 2022-05-01-preview",
    "microsoft.authorization/roleeligibilityscheduleinstances": "2020-10-01",
    "microsoft.cognitiveservices": "2017-04-18 2023-05-01 2024-10-01 2025-06-01 2025-09-01 2026-05-15-preview",
    "microsoft.containerregistry": """2017-10-01 2019-05-01 2021-09-01 2023-01-01-preview 2023-07-01 2023-11-01-preview
        2024-11-01-preview 2025-04-01 2025-05-01-preview 2025-11-01 2026-09-01-preview""",
    "microsoft.insights": "2015-05-01 2018-05-01-preview 2020-02-02",
    "microsoft.keyvault": "2019-09-01 2021-04-01-preview 2022-07-01 2023-02-01 2023-07-01",
    "microsoft.machinelearningservices": """2020-08-01 2021-07-01 2022-02-01-preview 2022-05-01 2022-10-01
        2022-10-01-preview 2022-12-01-preview 2023-02-01-preview 2023-04-01 2023-04-01-preview 2023-08-01-preview
        2024-04-01 2024-04-01-preview 2024-10-01 2024-10-01-preview 2025-09-01 2025-12-01""",
    "microsoft.managedidentity": """2018-11-30 2021-09-30-preview 2022-01-31-preview 2023-01-31 2024-11-30
        2025-05-31-preview""",
    "microsoft.search": "2015-08-19 2022-09-01 2023-11-01",
    "microsoft.storage": """2019-04-01 2019-06-01 2021-02-01 2021-04-01 2023-01-01 2023-05-01 2024-01-01 2025-01-01
        2025-06-01 2025-08-01 2026-04-01 2026-09-01""",
}


class Versions:
    """What this world's services answer to."""

    def __init__(self, bundle: Bundle) -> None:
        self._known: dict[str, set[str]] = {name: set(text.split()) for name, text in _SERVICES.items()}
        for one in bundle.answers:
            if one.succeeded and _DATE.fullmatch(one.api_version):
                asked = route(Ask(one.key.verb, one.key.path))
                self._known.setdefault(_service(asked), set()).add(one.api_version.lower())

    def refusal(self, ask: Ask, asked: Route, location: str) -> Reply | None:
        """Azure's refusal of the api-version; `location` is that of the resource asked for, "" if it has none."""
        version = ask.api_version.lower()
        if not version:
            return errors.no_api_version()
        service = _service(asked)
        known = self._known.get(service)
        if known is None or version in known:
            return None
        listed = ", ".join(sorted(known))
        if service == _ARM or not _DATE.fullmatch(version):
            return errors.bad_api_version(ask.api_version, listed)
        if location:
            return errors.no_version_there(asked.id, ask.api_version, listed, location)
        return errors.no_type(asked.id, ask.api_version, listed)


def _service(asked: Route) -> str:
    """Whose api-version it is: a service has its own, and Microsoft.Authorization one for each of its types."""
    provider = asked.id.provider.lower()
    if not provider or not asked.id.segments:
        return _ARM
    return f"{provider}/{asked.id.segments[0].lower()}" if provider == "microsoft.authorization" else provider
