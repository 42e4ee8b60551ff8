"""The container, and the flow or model in it."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_TROUBLE = "https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-online-endpoints"
_FLOW = "https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-troubleshoot-prompt-flow-deployment"
_LOGS = "az ml online-deployment get-logs -e ENDPOINT -n DEPLOYMENT -w WORKSPACE -g GROUP -l 200"
_DEPLOYED = "A new deployment, 10 to 15 minutes."

DIAGNOSES = (
    Diagnosis(
        "container-crash",
        "The container ended, or does not answer its probes",
        "The image was pulled and the container started, and then the code failed at start, took longer than the "
        "probes allow, or ran out of memory.",
        f"Command line: {_LOGS}. Studio: the endpoint, Logs.",
        "Mend what the log's first traceback names. A slow start: a longer initial_delay of the probes. Memory: a "
        "larger instance type. Try it with --local first.",
        _DEPLOYED,
        checks=("deployment-state", "inference-config"),
        depth=Depth.EFFECT,
        docs=_TROUBLE,
    ),
    Diagnosis(
        "deployment-slow",
        "The deployment takes long, which is not a failure yet",
        "An image is built or instances are set up. 15 minutes are usual; more where an image is built from scratch.",
        "Command line: az ml online-deployment show -e ENDPOINT -n DEPLOYMENT --query provisioning_state. Studio: "
        "Environments, Build log.",
        "Wait; after an hour look at the build log, then at the container's log.",
        "15 to 60 minutes.",
        checks=("deployment-state",),
        depth=Depth.EFFECT,
        docs=_TROUBLE,
    ),
    Diagnosis(
        "deployment-schema-unavailable",
        "The studio cannot show the endpoint's inputs",
        "The Test tab asks the container for its schema. That fails if the identity may not read connection secrets, "
        "if the image is old, or if the container does not serve the flow.",
        f"Command line: {_LOGS}. Studio: the endpoint, Logs, the last request.",
        "Grant the endpoint's identity its roles; then update the base image.",
        "15 minutes for the role.",
        "The managed identity PRINCIPAL needs Azure Machine Learning Workspace Connection Secrets Reader on WORKSPACE.",
        ("connection-secrets-reader", "base-image", "deployment-state"),
        Depth.EFFECT,
        _FLOW,
    ),
    Diagnosis(
        "deployment-yaml-path",
        "A path in the YAML file leads nowhere",
        "Paths in a deployment or flow file count from the folder of that file, not from where the command runs.",
        "Look from the folder of the YAML file: the path must exist there.",
        "Write the path relative to the YAML file.",
        "At once.",
        docs="https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online",
    ),
    Diagnosis(
        "flow-container-not-serving",
        "The container runs the compute runtime, not the server of a deployment",
        "The prompt flow image can run in two ways. Without PROMPTFLOW_RUN_MODE=serving some images start the "
        "runtime of a compute session, which does not answer /score.",
        "Studio: the endpoint, Logs. "
        f"Command line: {_LOGS}: look for PROMPTFLOW_RUN_MODE and 'start promptflow runtime'.",
        "Set PROMPTFLOW_RUN_MODE to serving in the deployment, and pin the image's tag.",
        _DEPLOYED,
        checks=("base-image", "inference-config"),
        docs=_FLOW,
    ),
    Diagnosis(
        "flow-load-error",
        "The flow could not be loaded in the image",
        "The image's prompt flow is older than the flow, or the flow is not where the server looks for it.",
        f"Studio: the endpoint, Logs. Command line: {_LOGS}, the first traceback.",
        "Take a newer base image, and check the model's path in the deployment.",
        "A build and a deployment, 15 to 30 minutes.",
        checks=("base-image",),
        docs=_FLOW,
    ),
    Diagnosis(
        "missing-environment-variable",
        "The code reads an environment variable that the deployment does not set",
        "A .env file is not part of the deployment, and nodes may run in processes of their own.",
        "Portal: the deployment's JSON View, environmentVariables. "
        "Command line: az ml online-deployment show -e ENDPOINT -n DEPLOYMENT --query environment_variables.",
        "Set the variable in the deployment's environment_variables (a secret by reference to a connection).",
        "An update of the deployment, 10 to 15 minutes.",
        docs="https://learn.microsoft.com/azure/machine-learning/reference-yaml-deployment-managed-online",
    ),
)
