"""Connections of the workspace, and the services behind them."""

from __future__ import annotations

from pfdoctor.model.diagnosis import Depth, Diagnosis

_DEPLOY = "https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-for-real-time-inference"
_SHOW = "az ml connection show -n CONNECTION -w WORKSPACE -g GROUP"
_VARIABLES = "az ml online-deployment show -e ENDPOINT -n DEPLOYMENT --query environment_variables"
_UPDATE = "An update of the deployment, 10 to 15 minutes."

DIAGNOSES = (
    Diagnosis(
        "connection-not-found",
        "The flow uses a connection that is not there",
        "The name in the flow, or the workspace in PRT_CONFIG_OVERRIDE, is not the one of the connection. Azure "
        "answers 404 when the secrets are asked for.",
        f"Command line: {_SHOW}; {_VARIABLES}. Studio: Prompt flow, Connections.",
        "Correct the name, or create the connection in the endpoint's workspace (its project, not only its hub).",
        _UPDATE,
        checks=("connections-resolve",),
        docs=_DEPLOY,
    ),
    Diagnosis(
        "connection-wrong-or-stale-key",
        "The connection's key or address is wrong or out of date",
        "The service behind the connection refuses the key. A deployment reads the secrets once: a key that was "
        "changed since is not used until the deployment is updated.",
        f"Command line: {_SHOW}, and call the service with the key. Portal: the service, Keys and Endpoint.",
        "Write the right key and address into the connection, then update the deployment (a new environment variable "
        "is enough).",
        _UPDATE,
        checks=("connection-auth", "connections-resolve"),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-troubleshoot-prompt-flow-deployment",
    ),
    Diagnosis(
        "connection-auth-type-unsupported",
        "Prompt flow does not support the way in which the connection signs in",
        "Prompt flow takes connections with an API key, and those of Azure services with Microsoft Entra ID.",
        f"Command line: {_SHOW} --query type; the field authType in the studio.",
        "Create the connection again with an API key or Entra ID.",
        _UPDATE,
        checks=("connection-auth",),
        docs=_DEPLOY,
    ),
    Diagnosis(
        "connection-category-unsupported",
        "The image is older than this kind of connection",
        "The prompt flow in the image does not know the connection's category.",
        "Studio: Connections, the connection's category. "
        f"Command line: {_SHOW} --query type, and the deployment's image.",
        "Take a newer base image, or a connection of a category that the image knows.",
        "A build and a deployment, 15 to 30 minutes.",
        checks=("base-image", "connection-auth"),
        docs=_DEPLOY,
    ),
    Diagnosis(
        "connection-override-invalid",
        "An environment variable meant to replace a connection holds something else",
        "A variable that is named as a connection replaces it, and must hold what the service answers for its secrets.",
        f"Portal: the deployment's JSON View, environmentVariables. Command line: {_VARIABLES}.",
        "Let the variable hold the name of another connection, or ${{azureml://connections/NAME}}, or rename it.",
        _UPDATE,
        checks=("connections-resolve",),
        docs=_DEPLOY,
    ),
    Diagnosis(
        "missing-prt-config",
        "The container does not know its workspace",
        "Outside Azure ML's own deployment, prompt flow needs PRT_CONFIG_OVERRIDE or PROMPTFLOW_CONNECTION_PROVIDER to "
        "know where connections are.",
        f"Portal: the deployment's JSON View, environmentVariables. Command line: {_VARIABLES}.",
        "Set PRT_CONFIG_OVERRIDE to deployment.subscription_id=...,deployment.resource_group=...,"
        "deployment.workspace_name=...,deployment.endpoint_name=...,deployment.deployment_name=...",
        _UPDATE,
        checks=("connections-resolve",),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-deploy-to-code",
    ),
    Diagnosis(
        "connection-secrets-by-design",
        "Reading a connection never shows its secrets",
        "Getting or listing connections leaves credentials empty; only the separate action listsecrets returns them. "
        "Nothing is broken.",
        f"Studio: Connections, the connection, shows none either. Command line: {_SHOW} shows no key by design.",
        "Ask for the secrets: populate_secrets=True in the SDK, with the right to list them.",
        "At once.",
        docs="https://learn.microsoft.com/python/api/azure-ai-ml/azure.ai.ml.operations.workspaceconnectionsoperations",
    ),
    Diagnosis(
        "flow-connection-not-detected",
        "The flow uses a connection in a place where prompt flow does not look for it",
        "Connections that are named only inside mlindex_content (or a nested flow) are not found when the flow is "
        "loaded, and so not fetched.",
        "Open flow.dag.yaml: the lookup node has no `connection:` of its own.",
        "Name the connection on the lookup node as well.",
        "A new deployment, 10 to 15 minutes.",
        checks=("connections-resolve",),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/tools-reference/index-lookup-tool",
    ),
    Diagnosis(
        "cognitive-listkeys-denied",
        "The key of the Azure OpenAI account could not be fetched",
        "A connection such as Default_AzureOpenAI holds no key: it is fetched by accounts/listKeys when needed. The "
        "identity lacks Microsoft.CognitiveServices/accounts/listKeys/action, or the account has keys switched off.",
        "Portal: the account, Keys and Endpoint. "
        "Command line: az cognitiveservices account keys list -n ACCOUNT -g GROUP; az cognitiveservices account show "
        "-n ACCOUNT -g GROUP --query properties.disableLocalAuth.",
        "Assign Cognitive Services Contributor on the account, or make a connection with Entra ID or a key of its own.",
        "15 minutes.",
        "PRINCIPAL needs Microsoft.CognitiveServices/accounts/listKeys/action on ACCOUNT.",
        ("connection-auth",),
        docs="https://learn.microsoft.com/azure/ai-services/openai/how-to/role-based-access-control",
    ),
    Diagnosis(
        "openai-entra-role",
        "The identity has no data role on the Azure OpenAI account",
        "With Microsoft Entra ID each call needs a data action on the account. Owner and Contributor have none; "
        "Cognitive Services OpenAI User has them.",
        "Command line: az role assignment list --assignee PRINCIPAL --scope ACCOUNT_ID --include-inherited -o table. "
        "Portal: the account, Access control (IAM), Check access.",
        "Assign Cognitive Services OpenAI User on the account to the identity that calls: the endpoint's, once "
        "deployed.",
        "15 minutes.",
        "PRINCIPAL needs Cognitive Services OpenAI User on the Azure OpenAI account ACCOUNT.",
        ("openai-user", "role-propagation"),
        docs="https://learn.microsoft.com/azure/ai-services/openai/how-to/role-based-access-control",
    ),
    Diagnosis(
        "search-data-role",
        "The identity has no data role on the search service, or it does not take Entra ID",
        "Queries need Search Index Data Reader; Owner does not hold its data actions. The service must also accept "
        "roles, not only keys.",
        "Portal: the search service, Keys; and Access control (IAM), Check access. "
        "Command line: az search service show -n SERVICE -g GROUP --query '{auth: authOptions, keys: "
        "disableLocalAuth}'; az role assignment list --assignee PRINCIPAL --scope SERVICE_ID --include-inherited -o "
        "table.",
        "Assign Search Index Data Reader; az search service update -n SERVICE -g GROUP --auth-options aadOrApiKey "
        "--aad-auth-failure-mode http403.",
        "15 minutes.",
        "PRINCIPAL needs Search Index Data Reader on SERVICE, which must accept role-based access.",
        ("search-index-data-reader",),
        docs="https://learn.microsoft.com/azure/search/search-security-rbac",
    ),
    Diagnosis(
        "search-network-or-role",
        "The search service refuses the caller: a role is missing, or a way through its firewall",
        "The answer is 403 for both. What decides is whether public access is disabled, and whether the identity that "
        "runs in the cloud (not the developer's) has Search Index Data Reader.",
        "Command line: az search service show -n SERVICE -g GROUP --query '{public: publicNetworkAccess, auth: "
        "authOptions}'. Portal: the service, Networking, and Access control (IAM).",
        "Network first: a private endpoint, or allow trusted Azure services. Then the role, and --auth-options "
        "aadOrApiKey.",
        "Minutes for the network, 15 for the role.",
        "SERVICE refuses PRINCIPAL: please check its public access and grant Search Index Data Reader.",
        ("search-index-data-reader", "private-link-outbound"),
        Depth.GENERAL,
        "https://learn.microsoft.com/azure/search/search-security-overview",
    ),
    Diagnosis(
        "datastore-read",
        "The endpoint's identity may not read the workspace's datastores",
        "A flow that looks up an index reads the datastore that holds it, and needs "
        "Microsoft.MachineLearningServices/workspaces/datastores/read.",
        "Portal: the workspace, Access control (IAM), Check access. "
        "Command line: az role assignment list --assignee PRINCIPAL --scope WORKSPACE_ID --include-inherited -o table.",
        "Assign AzureML Data Scientist on the workspace, or a custom role with this action.",
        "15 minutes.",
        "PRINCIPAL needs Microsoft.MachineLearningServices/workspaces/datastores/read on WORKSPACE.",
        ("datastore-reader",),
        docs=_DEPLOY,
    ),
    Diagnosis(
        "index-lookup-access",
        "The index lookup fails inside the endpoint",
        "The lookup works as the developer, and not as the endpoint's identity: it needs the datastore, the blobs that "
        "hold the index, the search service and the connection.",
        "Studio: the endpoint, Logs. "
        "Command line: az ml online-deployment get-logs -e ENDPOINT -n DEPLOYMENT -l 200, the lines before the "
        "failure.",
        "Run the checks below and grant what is missing; set AZURE_CLIENT_ID for a user-assigned identity.",
        "15 minutes for roles.",
        checks=("datastore-reader", "storage-blob-data-reader", "search-index-data-reader", "endpoint-identity"),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/tools-reference/index-lookup-tool",
    ),
    Diagnosis(
        "index-not-found",
        "There is no index at the path",
        "The path of the vector index holds no MLIndex file: it was moved, never written, or is a local path.",
        "Studio: Data, the index, its path. Command line: az storage blob list with the path as prefix.",
        "Build the index again, or correct the path in the flow.",
        "At once, then a new deployment.",
        checks=("datastore-reader",),
        docs="https://learn.microsoft.com/azure/machine-learning/prompt-flow/tools-reference/index-lookup-tool",
    ),
    Diagnosis(
        "secret-injection-failed",
        "A secret that an environment variable refers to could not be read",
        "References such as ${{azureml://connections/...}} or ${{keyvault:...}} are resolved as the endpoint's "
        "identity when the deployment is created. It lacks the right, or the reference is wrong.",
        "Portal: the key vault, Access configuration. "
        f"Command line: {_VARIABLES}; az keyvault show -n VAULT --query properties.enableRbacAuthorization.",
        "Connections: Azure Machine Learning Workspace Connection Secrets Reader. Key Vault: Key Vault Secrets User, "
        "and a vault that uses RBAC. Correct the reference if it is wrong.",
        "15 minutes for roles, then the deployment.",
        "PRINCIPAL needs Key Vault Secrets User on VAULT (or Connection Secrets Reader on WORKSPACE).",
        ("connection-secrets-reader", "connections-resolve"),
        docs="https://learn.microsoft.com/azure/machine-learning/how-to-deploy-online-endpoint-with-secret-injection",
    ),
)
