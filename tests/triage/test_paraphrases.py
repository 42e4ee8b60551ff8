"""Each diagnosis is recognised in other words and other cases than those it was written from.

The near misses look like a diagnosis and are another.
"""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from pfdoctor.triage.vocabulary import DIAGNOSES

REFUSED = (
    "(AuthorizationFailed) The client 'ci@fabrikam.example' with object id '6d1c0d3e-0000-4000-8000-00000000aa01' does "
    "not have authorization to perform action '{action}' over scope '/subscriptions/0/resourceGroups/rg-a{scope}' or "
    "the scope is invalid. If access was recently granted, please refresh your credentials."
)
SEARCHED = "azure.search.documents.aio.SearchClient: "

PARAPHRASES = (
    ("acr-abac-mode", "Warning: the registry 'crprod' uses RBAC Registry + ABAC Repository Permissions; AcrPull has no effect."),
    ("acr-abac-mode", 'az acr show: "roleAssignmentMode": "AbacRepositoryPermissions"'),
    ("acr-network-blocked", "Error response from daemon: Get https://crprod.azurecr.io/v2/: denied: client with IP '20.1.2.3' is not allowed access."),
    ("acr-network-blocked", 'dial tcp: lookup crprod.azurecr.io on 10.0.0.10:53: no such host'),
    ("acr-pull-denied", "Endpoint identity does not have pull permission on the registry crprod"),
    ("acr-pull-denied", 'Head "https://crprod.azurecr.io/v2/flows/chat/manifests/v3": unauthorized: authentication required, visit https://aka.ms/acr/authorization'),
    ("acr-pull-denied", "Failed to pull Docker image crprod.azurecr.io/azureml/azureml_77. This error may occur because the compute could not authenticate with the Docker registry to pull the image."),
    ("acr-pull-denied", "Kind: Pod, Name: ImagePullFailed, Type: Warning, Time: 2026-11-16T11:51:39.965418Z, Message: Image pull failed, retrying."),
    ("azure-policy-denied", "Resource 'ep-chat' was disallowed by policy. Reasons: 'Public access must be off'."),
    ("azure-policy-denied", '{"error":{"code":"RequestDisallowedByPolicy","target":"st77"}}'),
    ("caller-authorization-failed", REFUSED.format(action="Microsoft.Storage/storageAccounts/write", scope="")),
    ("caller-authorization-failed", "LinkedAuthorizationFailed: The client has permission to perform action 'Microsoft.MachineLearningServices/workspaces/write', however it does not have permission on the linked scope"),
    ("caller-compute-instance-not-assigned", "Forbidden: User with objectId(aa) is not authorized to invoke this runtime as the runtime compute instance ci-7 is assigned to bb."),
    ("caller-constrained-delegation", "The client 'ann@fabrikam.example' with object id 'aa' does not have authorization or an ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '/subscriptions/0'"),
    ("caller-lacks-deployments-write", REFUSED.format(action="Microsoft.Resources/deployments/validate/action", scope="")),
    ("caller-lacks-deployments-write", "You do not have permission to perform action 'Microsoft.Resources/deployments/write' in azure"),
    ("caller-lacks-roleassignment-write", REFUSED.format(action="Microsoft.Authorization/roleAssignments/write", scope="")),
    ("caller-lacks-roleassignment-write", "Authorization failed for template resource '1f' of type 'Microsoft.Authorization/roleAssignments'. The client 'a' with object id 'b' does not have permission to perform action 'Microsoft.Authorization/roleAssignments/write' at scope '/subscriptions/0'."),
    ("caller-missing-workspace-dataaction", "Identity(object id: 6d1c0d3e-0000-4000-8000-00000000aa01) does not have permissions for Microsoft.MachineLearningServices/workspaces/experiments/runs/write actions."),
    ("caller-missing-workspace-dataaction", "401: The principal `x` lacks the required data action `Microsoft.CognitiveServices/accounts/AIServices/agents/read` to perform `GET /api/projects/{projectName}/assistants` operation. See https://aka.ms/FoundryPermissions."),
    ("caller-storage-data-role", "AssetException: Error with code: You don't have permission to alter this storage account."),
    ("cognitive-listkeys-denied", "Failed to get secret for connection 'aoai-prod'. Request: POST management.azure.com/.../Microsoft.CognitiveServices/accounts/aoai/listKeys Status Code: 403 Forbidden"),
    ("cognitive-listkeys-denied", "(BadRequest) Failed to list key. disableLocalAuth is set to be true"),
    ("connection-auth-type-unsupported", "Unsupported connection auth type 'ManagedIdentity', supported types are 'ApiKey' and 'AAD'."),
    ("connection-category-unsupported", "Unknown connection my-redis category Redis, please upgrade your promptflow sdk version and retry."),
    ("connection-category-unsupported", "Connection my-redis is not recognized in PromptFlow, please make sure the connection is created in PromptFlow."),
    ("connection-not-found", "Open url /subscriptions/0/workspaces/ws/connections/aoai/listsecrets failed with status code: 404, action: listsecrets, reason: Not Found"),
    ("connection-not-found", "promptflow._sdk._errors.ConnectionNotFoundError: Connection 'search' required for flow 'chat' is not found."),
    ("connection-override-invalid", "UserErrorException: Invalid connection data detected while overriding connection aoai_prod."),
    ("connection-secrets-by-design", "ml_client.connections.get('aoai') works but credentials.key is None for every connection"),
    ("connection-wrong-or-stale-key", "openai.AuthenticationError: Error code: 401 - {'error': {'code': '401', 'message': 'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key'}}"),
    ("connection-wrong-or-stale-key", "{'statusCode': 401, 'message': 'Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.'}"),
    ("container-crash", "(ResourceNotReady) User container has crashed or terminated. Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-resourcenotready"),
    ("container-crash", "Readiness probe failed: HTTP probe failed with statuscode: 503"),
    ("cors", "Access to XMLHttpRequest at 'https://ep.westeurope.inference.ml.azure.com/score' from origin 'https://a.example' has been blocked by CORS policy"),
    ("datastore-read", REFUSED.format(action="Microsoft.MachineLearningServices/workspaces/datastores/read", scope="/providers/Microsoft.MachineLearningServices/workspaces/w")),
    ("datastore-read", "Microsoft.MachineLearningServices/workspaces/datastores/read アクションを実行する権限がありません"),
    ("deny-assignment", "The client 'x' has permission to perform action 'Microsoft.MachineLearningServices/workspaces/write' on scope 'y'; however, the access is denied because of the deny assignment with name 'Deny assignment created by Deployment Stack' (code: DenyAssignmentAuthorizationFailed)"),
    ("deployment-schema-unavailable", "Unable to fetch deployment schema"),
    ("deployment-schema-unavailable", "デプロイ スキーマをフェッチできません"),
    ("deployment-slow", "The Managed Inference service creation is taking longer than our normal time. We are still trying."),
    ("deployment-yaml-path", "az ml online-deployment create: Met error <class 'FileNotFoundError'>: [Errno 2] No such file or directory: 'flows/web/model'"),
    ("directory-read-denied", '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}'),
    ("endpoint-quota", "Endpoint Quota reached for subscription 0. Current usage/limit: 100/100. Please clean up existing endpoints and try again"),
    ("environment-image-missing", '"PropertyName": "EnvironmentConfiguration.Image", "ErrorMessage": "\'Image\' must not be empty."'),
    ("environment-missing-package", "azureml_inference_server_http.server.user_script: ModuleNotFoundError: No module named 'langchain'"),
    ("environment-missing-package", "(EmptyLLMApiMapping) LLM api mapping is empty"),
    ("flow-connection-not-detected", "(ConnectionNotFound) Connection 'ai-search' not found, available connection keys dict_keys(['aoai'])"),
    ("flow-container-not-serving", "PROMPTFLOW_RUN_MODE:\nstart promptflow runtime ..."),
    ("flow-load-error", "get connections successfully. keys: dict_keys([])\nAttributeError: 'NoneType' object has no attribute 'inputs'"),
    ("image-build", "ERROR: ImageBuildFailure: Environment image build failed. The build log is under /azureml/ImageLogs/aa/build.log"),
    ("image-build", "ResourceNotFound: Deployment failed due to timeout while waiting for Environment Image to become available."),
    ("index-lookup-access", "Execution failure in 'lookup': (Exception) Exception occured in search_function_construction."),
    ("index-not-found", "Failed to load package tool 'Vector Index Lookup': (FileNotFoundError) [Errno 2] No such file or directory: '/tmp/tmpab/MLIndex'"),
    ("invoke-auth", '{"error":{"code":"key_auth_access_denied"}}'),
    ("invoke-auth", "HTTP/1.1 401 Unauthorized\r\nx-ms-server-version: azureml-frontdoor\r\nrequest: POST https://ep.eastus.inference.ml.azure.com/score"),
    ("invoke-model-error", "urllib.error.HTTPError: HTTP Error 424: Failed Dependency"),
    ("invoke-model-error", "ms-azureml-model-error-reason: model_error\nms-azureml-model-error-statuscode: 400"),
    ("kubernetes-certificate", '{"code":"KubernetesUnaccessible","message":"Kubernetes error: AuthenticationException. Reason: InvalidCertificate"}'),
    ("kubernetes-quota", "OutOfQuota: Kubernetes unschedulable. Details:0/4 nodes are available: 4 Insufficient memory."),
    ("local-credential", "azure.identity: DefaultAzureCredential failed to retrieve a token from the included credentials. Attempted credentials: ..."),
    ("managed-identity-not-enabled", '{"error":{"code":"ManagedIdentityIsNotEnabled","message":"Managed identity is not enabled"}}'),
    ("managed-identity-token", "MSI: Failed to retrieve a token from 'http://169.254.0.1/token' with an error of 'timed out'"),
    ("managed-network-not-provisioned", "WorkspaceManagedNetworkNotReady: managed network of the workspace is not ready"),
    ("managed-network-rbac", REFUSED.format(action="Microsoft.Storage/storageAccounts/privateEndpointConnections/write", scope="")),
    ("missing-connection-secrets-reader", "ワークスペース シークレット一覧へのアクセスが拒否されました"),
    ("missing-connection-secrets-reader", "Access denied to list workspace secret due to invalid authentication. Please assign RBAC role 'AzureML Data Scientist' to the endpoint"),
    ("missing-connection-secrets-reader", REFUSED.format(action="Microsoft.MachineLearningServices/workspaces/connections/listsecrets/action", scope="")),
    ("missing-environment-variable", "Execution failure in 'search': (KeyError) 'COSMOS_ENDPOINT'"),
    ("missing-inference-config", "(BadRequest) MissingDriverProgram: Could not find driver program in the request"),
    ("missing-prt-config", "Missing connection provider, please check whether 'PROMPTFLOW_CONNECTION_PROVIDER' is in your environment variable list."),
    ("model-artifact-not-found", "BadArgument: Unable to download user model"),
    ("model-artifact-not-found", "ErrorCode:BlobContainerNotFound for https://st77.blob.core.windows.net/models"),
    ("network-isolation", "Access to workspace was denied based on workspace private link configuration."),
    ("network-isolation", "openai.PermissionDeniedError: Error code: 403 - {'error': {'code': '403', 'message': 'Access denied due to Virtual Network/Firewall rules.'}}"),
    ("network-isolation", "Public access is disabled. Please configure private endpoint."),
    ("no-traffic", "HTTP/1.1 404 Not Found from https://ep.eastus.inference.ml.azure.com/score"),
    ("openai-entra-role", "{'code': 'PermissionDenied', 'message': 'Principal does not have access to API/Operation.'}"),
    ("openai-entra-role", "The principal `a` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/embeddings/action` to perform `POST /openai/deployments`."),
    ("operation-conflict", "OperationCanceled: the operation was canceled by another operation which has a higher priority"),
    ("operation-conflict", "409 Conflict: Another operation is in progress on the endpoint, azure ml says retry"),
    ("principal-not-found", "Principal aa01 does not exist in the directory bb02. Check that you have the correct principal ID."),
    ("provider-not-registered", "The subscription is not registered to use namespace 'Microsoft.PolicyInsights'."),
    ("provider-not-registered", "MissingSubscriptionRegistration: see https://aka.ms/rps-not-found"),
    ("quota", '{"errors":{"VmSize":["Not enough quota available for Standard_E4s_v3 in SubscriptionId 0. Current usage/limit: 2/4. Additional needed: 8"]}}'),
    ("quota", "Operation could not be completed as it results in exceeding approved standardDSv2Family Cores quota."),
    ("rbac-other", "Cannot delete the last RBAC admin assignment"),
    ("resource-not-found", "(ResourceNotFound) The Resource 'Microsoft.MachineLearningServices/workspaces/w9' under resource group 'rg' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"),
    ("role-assignment-limit", "No more role assignments can be created (code: RoleAssignmentLimitExceeded)"),
    ("role-assignment-name-conflict", "Tenant ID, application ID, principal ID, and scope are not allowed to be updated. (code: RoleAssignmentUpdateNotPermitted)"),
    ("role-propagation-delay", "DeploymentIdentityError: Reason:ACRTokenExchangeForbidden Details:Cluster exchange ACR token failed because AAD token is unauthorized. The role assignment takes some time"),
    ("role-wrong-scope", "az role assignment create --role Reader --scope /subscriptions/0/x\n(ResourceNotFound) The Resource 'Microsoft.Search/searchServices/conn1' under resource group 'rg' was not found."),
    ("search-data-role", "SearchClient(endpoint, index, tokenCredential) fails with status 403"),
    ("search-network-or-role", "Invalid AzureCognitiveSearch configuration detected: Call to get Azure Search index failed."),
    ("search-network-or-role", SEARCHED + "HttpResponseError: Operation returned an invalid status 'Forbidden'"),
    ("secret-injection-failed", "SecretsInjectionError: failed to resolve the secret references of the deployment"),
    ("service-internal-error", "(None) InternalServerError: Internal error. Please see https://aka.ms/oe-tsg#error-internalservererror"),
    ("storage-data-role", "ErrorCode:AuthorizationPermissionMismatch\nThis request is not authorized to perform this operation using this permission."),
    ("storage-file-privileged-contributor", "Unable to access the dag.yaml file with original storage location at Users/ann/promptflow/chat/flow.dag.yaml."),
    ("storage-network-blocked", "ErrorCode:AuthorizationFailure This request is not authorized to perform this operation. https://st77.blob.core.windows.net"),
    ("storage-posix-acl", "This flow was created by Ann, but access to the workspace and default storage account allows you to edit it."),
    ("storage-shared-key-disabled", "ErrorCode:KeyBasedAuthenticationNotPermitted Key based authentication is not permitted on this storage account."),
    ("throttled", "HTTP/1.1 429 Too many pending requests"),
    ("throttled", "RateLimitError: Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded token rate limit of your current OpenAI S0 pricing tier."),
    ("timeout", "upstream request timeout"),
    ("timeout", "requests.exceptions.HTTPError: 408 Client Error: Request Timeout for url: https://ep.eastus.inference.ml.azure.com/score"),
    ("traffic-conflict", "Can't delete deployment with non-zero traffic weight"),
    ("uai-client-id-missing", "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"),
    ("uai-client-id-missing", "[Managed Identity] Error Message: Unable to load the proper Managed Identity."),
    ("uai-not-assigned", "ManagedIdentityCredential authentication unavailable. The requested identity has not been assigned to this resource."),
    ("uai-not-assigned", "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."),
    ("v1-legacy-mode", "Online endpoint creation failed: V1LegacyMode == true"),
    ("workspace-msi-role", "The workspace managed identity (object id aa) does not have the role Contributor on the AI Services account."),
)  # fmt: skip

NEAR_MISSES = (
    ("This request is not authorized to perform this operation using this permission. st.blob.core.windows.net", "storage-data-role", "storage-network-blocked"),
    ("This request is not authorized to perform this operation. RequestId:a st.blob.core.windows.net", "storage-network-blocked", "storage-data-role"),
    ("You don't have permission to alter this storage account. Ensure that you have been assigned both Storage Blob Data Reader and Storage Blob Data Contributor", "caller-storage-data-role", "storage-data-role"),
    ("failed with status code: 404, action: listsecrets", "connection-not-found", "missing-connection-secrets-reader"),
    ("failed with status code: 403, action: listsecrets", "missing-connection-secrets-reader", "connection-not-found"),
    ("OutOfQuota: Kubernetes unschedulable. Details:0/1 nodes are available: 1 Too many pods", "kubernetes-quota", "quota"),
    ("OutOfQuota: Endpoint Quota reached for subscription 0", "endpoint-quota", "quota"),
    ("OutOfQuota: No more role assignments can be created (code: RoleAssignmentLimitExceeded)", "role-assignment-limit", "quota"),
    (REFUSED.format(action="Microsoft.Authorization/roleAssignments/write", scope=""), "caller-lacks-roleassignment-write", "caller-authorization-failed"),
    (REFUSED.format(action="Microsoft.ContainerRegistry/registries/pull/read", scope=""), "acr-pull-denied", "caller-authorization-failed"),
    (REFUSED.format(action="Microsoft.CognitiveServices/accounts/listKeys/action", scope=""), "cognitive-listkeys-denied", "caller-authorization-failed"),
    (REFUSED.format(action="Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action", scope=""), "invoke-auth", "caller-authorization-failed"),
    ("The client has an authorization with ABAC condition that is not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write'", "caller-constrained-delegation", "caller-lacks-roleassignment-write"),
    ("HTTP/1.1 424 Failed Dependency\nx: ep.eastus.inference.ml.azure.com\nAccess denied to list workspace secret due to invalid authentication.", "missing-connection-secrets-reader", "invoke-model-error"),
    ("HTTP/1.1 424 Failed Dependency\n\n{'error': {'code': 'UserError', 'message': \"Execution failure in 'a': (KeyError) 'B'\"}}", "missing-environment-variable", "invoke-model-error"),
    ("HTTP/1.1 424 Failed Dependency\nms-azureml-model-error-statuscode: 429\n", "invoke-model-error", "throttled"),
    ("HTTP/1.1 424 Failed Dependency\nms-azureml-model-error-statuscode: 401\nOpenAI API hits AuthenticationError: Access denied due to invalid subscription key", "connection-wrong-or-stale-key", "invoke-auth"),
    ("ResourceNotReady: User container has crashed or terminated.\nModuleNotFoundError: No module named 'numpy' in azureml", "environment-missing-package", "container-crash"),
    ("ImageBuildFailure: failed to communicate with the workspace's container registry", "acr-network-blocked", "image-build"),
    ("Kind: Pod, Name: DownloadFailed, Type: Warning, Message: Model download failed, retrying. Please check storage-initializer log for detail.", "model-artifact-not-found", "acr-pull-denied"),
    ("ImageBuildFailure: container registry authorization failure", "acr-pull-denied", "image-build"),
    ("Error code: 401 - {'error': {'code': 'PermissionDenied', 'message': 'Principal does not have access to API/Operation.'}} OpenAI API hits AuthenticationError", "openai-entra-role", "connection-wrong-or-stale-key"),
    ("DefaultAzureCredential failed to retrieve a token\n- ManagedIdentityCredential authentication unavailable. The requested identity has not been assigned to this resource.", "uai-not-assigned", "local-credential"),
    ("DefaultAzureCredential failed to retrieve a token\nMultiple user assigned identities exist, please specify the clientId / resourceId", "uai-client-id-missing", "local-credential"),
    ("ManagedIdentityCredential authentication unavailable, no response from the IMDS endpoint.", "local-credential", "managed-identity-token"),
    ("lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action`. See https://aka.ms/FoundryPermissions", "openai-entra-role", "caller-missing-workspace-dataaction"),
    ("Deployment failed. Unable to fetch deployment schema. Access denied to list workspace secret", "missing-connection-secrets-reader", "deployment-schema-unavailable"),
    ("(ResourceNotFound) WorkspaceManagedNetworkNotReady", "managed-network-not-provisioned", "resource-not-found"),
    ("InternalServerError in azure: The subscription is not registered to use namespace 'Microsoft.Network'", "provider-not-registered", "service-internal-error"),
    ("Failed to pull image crprod.azurecr.io/a:b: denied: client with IP '1.2.3.4' is not allowed access", "acr-network-blocked", "acr-pull-denied"),
    ("deployment 'blue' of the azureml endpoint: 409 Conflict. Can't delete deployment with non-zero traffic weight", "traffic-conflict", "operation-conflict"),
)  # fmt: skip


@pytest.mark.parametrize(("id", "text"), PARAPHRASES, ids=[f"{n}-{id}" for n, (id, _) in enumerate(PARAPHRASES)])
def test_a_diagnosis_is_recognised_in_other_words(first, id, text):
    assert first(text) == id


@pytest.mark.parametrize(
    ("text", "id", "not_id"), NEAR_MISSES, ids=[f"{n}-{row[2]}" for n, row in enumerate(NEAR_MISSES)]
)
def test_what_only_looks_like_a_diagnosis_is_another(first, text, id, not_id):
    assert first(text) == id != not_id


def test_every_diagnosis_has_a_paraphrase():
    assert {id for id, _ in PARAPHRASES} == set(DIAGNOSES)
