"""Whether a deployment in a file runs a container that must say where it listens.

https://learn.microsoft.com/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints
"""

from __future__ import annotations

from pfdoctor.project.deployment_file import DeploymentFile
from pfdoctor.project.project import Project

_SERVED_BY_AZURE = ("mlflow_model", "triton_model")


def routes_needed(project: Project, deployment: DeploymentFile) -> bool | None:
    """False for a scoring script, Kubernetes and models that Azure brings a server for; None where a registered model
    is named of which nothing here tells the type.
    """
    if deployment.kubernetes or deployment.body.at("code_configuration") is not None:
        return False
    registered = project.model_of(deployment)
    kinds = [deployment.body.text_at("model.type"), registered.body.text_at("type") if registered is not None else ""]
    if any(kind in _SERVED_BY_AZURE for kind in kinds):
        return False
    named = deployment.body.at("model")
    if named is not None and named.is_text and registered is None and not project.deploys_flow(deployment):
        return None
    return True
