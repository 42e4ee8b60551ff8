"""Errors of other programs in words that Azure Machine Learning uses too: no diagnosis."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

STRANGERS = (
    'Logic app wf1: WorkflowAppOAuthTokenFailure, statusCode 400, message "Unable to load the proper Managed Identity."',
    'ConnectionNotFoundError: Connection "default" was not found.\n    at ConnectionManager.get (ConnectionManager.ts:40)',
    'warehouse.ConnectionNotFoundError: Connection "sales" not found. Did you mean "sale"?',
    'waiting for CloudFormation stack "shop": ResourceNotReady: failed waiting for successful resource state',
    "amazon-ebs: Error waiting for image: ResourceNotReady: exceeded wait attempts",
    "  Warning  Unhealthy  9m (x10 over 10m)  kubelet  Readiness probe failed: HTTP probe failed with statuscode: 500",
    "Container ingress-nginx failed liveness probe, will be restarted. Back-off restarting failed container",
    "HTTP/1.1 504 Gateway Timeout\nserver: envoy\n\nupstream request timeout",
    "Unable to grant read/list permission to Databricks service principal to KeyVault 'https://kv1.vault.azure.net/': status code 403",
    "PERMISSION_DENIED: User may not list workspace secret scopes of this databricks workspace",
    'keyvault.BaseClient#GetSecret: StatusCode=403 Code="Forbidden" Message="Caller is not authorized to perform action on resource.\\r\\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\\r\\nAction: \'Microsoft.KeyVault/vaults/secrets/getSecret/action\'" InnerError={"code":"ForbiddenByRbac"}',
    "Operation returned an invalid status 'Forbidden' from key vault kv1 of the web shop",
    "The primary container for production variant AllTraffic did not pass the ping health check. Worker failed to boot.",
    '{"Code": "Conflict", "Message": "Cannot modify this web hosting plan because another operation is in progress."}',
    "Encountered an error (InternalServerError) from host runtime. Action: azureFunctions.deploy",
    "openai.RateLimitError: Error code: 429 - Rate limit reached for text-embedding in organization org-1 on tokens per min",
    "The requested feature IP rule exceeds allowed quota 100 for the SKU Premium.",
    "InferenceService predictor: model iris is not ready. Readiness probe failed: dial tcp 10.1.0.12:9000: connection refused",
    "0/12 nodes are available: 4 Insufficient nvidia.com/gpu, and a CapacityRequest was created by the fleet controller for the rest",
    "airflow.exceptions.AirflowNotFoundException: The conn_id `warehouse` isn't defined",
    "AppConfiguration: Service request failed. Status: 403 (Forbidden)",
    "Peaks of tasks and leaks: x509: certificate has expired or is not yet valid for mail.example",
    "The store has not enough quota of disk for user ann",
    "Docker image build failed in stage 3 of the shop's pipeline, because yarn install returned a non-zero code",
    "Kafka broker 3 not reachable, connection timed out after 30s",
    "gitlab-runner: ERROR: Job failed (system failure): prepare environment: pods is forbidden: User cannot create resource \"pods\"",
    "Error: container web exited with code 137, restarting (OOMKilled) in namespace shop",
    "nginx: 504 Gateway Time-out while reading response header from upstream",
    "AWS Lambda: TooManyRequestsException: Rate Exceeded",
    "psql: FATAL: role \"app\" is not permitted to log in",
    "terraform: Error acquiring the state lock: ConditionalCheckFailedException",
    "Docker Hub: toomanyrequests: You have reached your pull rate limit",
    "pip: ERROR: No matching distribution found for torch==9.9",
    "Jenkins: hudson.AbortException: script returned exit code 1",
    "GitHub Actions: Resource not accessible by integration",
    "Power BI: The gateway is either offline or could not be reached",
    "SQL Server: Login failed for user 'sa'",
    "Slack API: rate_limited",
    "kubectl: error: You must be logged in to the server (Unauthorized)",
)  # fmt: skip


@pytest.mark.parametrize("text", STRANGERS, ids=[str(number) for number in range(len(STRANGERS))])
def test_another_program_s_error_gives_no_diagnosis(diagnose, text):
    assert diagnose(text).findings == ()


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("promptflow: ConnectionNotFoundError: Connection 'aoai' is not found.", "connection-not-found"),
        ("online endpoint ep: ResourceNotReady", "container-crash"),
        ("azureml-model-deployment: blue\nserver: envoy\n\nupstream request timeout", "timeout"),
        ("azureml deployment: ForbiddenByRbac for a secret of the key vault", "secret-injection-failed"),
    ],
)
def test_the_same_words_of_azure_machine_learning_do(first, text, id):
    assert first(text) == id
