"""What a call of the endpoint comes back with."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_CODES = "https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints"

DIAGNOSES = (
    Diagnosis(
        "invoke-auth",
        "The endpoint does not accept the caller's key or token",
        "401: the key is missing, wrong or not in the form 'Authorization: Bearer KEY'; a token has run out, or its "
        "owner may not score. Which of these is asked for, the endpoint's auth_mode says.",
        "Studio: the endpoint, Consume. "
        "Command line: az ml online-endpoint show -n ENDPOINT --query auth_mode; az ml online-endpoint "
        "get-credentials -n ENDPOINT.",
        "Send the endpoint's own key (not that of Azure OpenAI) after 'Bearer '. With aad_token: a token for "
        "https://ml.azure.com and the action onlineEndpoints/score/action on the endpoint.",
        "At once; 15 minutes for a role.",
        "CALLER needs Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action on ENDPOINT.",
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-authenticate-online-endpoint",
    ),
    Diagnosis(
        "no-traffic",
        "The endpoint sends no traffic to a deployment",
        "404: no deployment of the endpoint has a share of the traffic. A template that is deployed again sets it "
        "back to 0%.",
        "Command line: az ml online-endpoint show -n ENDPOINT --query traffic. Studio: the endpoint, Details.",
        "az ml online-endpoint update -n ENDPOINT --traffic DEPLOYMENT=100, or name the deployment in the header "
        "azureml-model-deployment.",
        "A minute.",
        checks=("endpoint-traffic",),
        docs=_CODES,
    ),
    Diagnosis(
        "traffic-conflict",
        "A deployment that still has traffic cannot be deleted",
        "The deployment's share of the endpoint's traffic must be 0 before it is deleted.",
        "Studio: the endpoint, Details, Traffic allocation. "
        "Command line: az ml online-endpoint show -n ENDPOINT --query traffic.",
        "az ml online-endpoint update -n ENDPOINT --traffic DEPLOYMENT=0, then delete it.",
        "A minute.",
        checks=("endpoint-traffic",),
        docs=_CODES,
    ),
    Diagnosis(
        "timeout",
        "The answer took longer than somebody was willing to wait",
        "408 or 'upstream request timeout': the model took longer than request_timeout_ms (5 s by default; at most "
        "180 s, 300 s for a prompt flow). 504: a gateway before it gave up first.",
        "Command line: az ml online-deployment show -e ENDPOINT -n DEPLOYMENT --query request_settings. Portal: "
        "metrics, Request latency.",
        "Raise request_timeout_ms, make the flow faster (fewer or parallel calls, streaming), and give the client as "
        "much time.",
        "An update of the deployment, 10 to 15 minutes.",
        checks=("request-timeout",),
        depth=Depth.EFFECT,
        docs=_CODES,
    ),
    Diagnosis(
        "invoke-model-error",
        "The endpoint works, and the code in the container answered with an error",
        "424: the container's answer was not 200. Its own code stands in the header ms-azureml-model-error-statuscode; "
        "prompt flow reports every error of a flow in this way, so the answer's body or the log has the cause.",
        "Command line: az ml online-deployment get-logs -e ENDPOINT -n DEPLOYMENT -l 200. Portal: metrics, Requests "
        "per minute by model status code.",
        "Read the body and the log, and triage them; check that the request has the inputs that the flow expects.",
        "Depends on the cause.",
        checks=("deployment-state", "connection-secrets-reader"),
        depth=Depth.EFFECT,
        docs=_CODES,
    ),
)
