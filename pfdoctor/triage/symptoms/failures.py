"""What fails, in nobody's exact words: the thing that failed and, close to it, how.

In whatever order and language. These weigh less than a service's own wording, which is more precise where it is there.
"""

from __future__ import annotations

from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.contexts import AZURE, AZURE_ML, INVOKED, OPENAI, PROMPT_FLOW, REGISTRY, STORAGE
from pfdoctor.triage.symptoms.forms import forms
from pfdoctor.triage.symptoms.reasons import ABSENT, FAILED, OFF, SPENT

_LIKELY = 0.65
_MAYBE = 0.5
_LONG = ("taking longer", "takes longer", "too long", "takes forever", "stuck", "never finishes", "long time")
_DEFINED = ("roleName", "notActions", "notDataActions")
"""Of the definition of a role, which describes what it allows and withholds."""

SYMPTOMS = (
    *forms(
        "connection-not-found",
        "connection {named|name}",
        _MAYBE,
        given=PROMPT_FLOW,
        near=ABSENT,
        unless=("dict_keys([", "No module"),
    ),
    *forms(
        "connection-wrong-or-stale-key",
        "{API key|subscription key|access key}",
        _MAYBE,
        given=OPENAI,
        near=("invalid", "incorrect", "wrong", "expired", "rotated", "regenerated"),
    ),
    *forms(
        "connection-auth-type-unsupported",
        "{auth type|authType|authentication type}",
        _LIKELY,
        given=PROMPT_FLOW,
        near=("unsupported", "not supported", "n't supported"),
    ),
    *forms(
        "connection-category-unsupported",
        "connection {category|type}",
        0.6,
        given=PROMPT_FLOW,
        near=("unknown", "unsupported", "not supported", "not recognized", "n't supported", "not know"),
        unless=("auth type", "authType"),
    ),
    *forms(
        "missing-prt-config",
        "{PRT_CONFIG_OVERRIDE|PROMPTFLOW_CONNECTION_PROVIDER|connection provider}",
        _LIKELY,
        near=(*ABSENT, "missing", "malformed", "unsupported", "invalid"),
    ),
    *forms(
        "secret-injection-failed",
        "{secret reference|secret references|secret injection|inject secrets|injecting secrets}",
        _LIKELY,
        given=AZURE,
        near=(*FAILED, "invalid", *ABSENT),
    ),
    *forms(
        "connection-override-invalid",
        "{overriding|override|overrides} {|the }connection",
        0.6,
        given=PROMPT_FLOW,
        near=("invalid", "malformed", "not valid"),
    ),
    *forms("flow-load-error", "{load|loading} {the |}flow", 0.55, given=PROMPT_FLOW, near=FAILED),
    *forms(
        "deployment-schema-unavailable", "{deployment schema|endpoint schema|swagger}", 0.6, given=AZURE_ML, near=FAILED
    ),
    *forms(
        "missing-environment-variable",
        "{environment variable|env var|environment variables}",
        0.55,
        given=AZURE_ML,
        near=(*ABSENT, "missing", "undefined", "KeyError"),
        unless=(
            "AZURE_CLIENT_ID",
            "not fully configured",
            "PROMPTFLOW_CONNECTION_PROVIDER",
            "EnvironmentCredential",
            "APP_INSIGHTS",
        ),
    ),
    *forms(
        "index-not-found",
        "{vector index|MLIndex|index asset}",
        0.6,
        given=PROMPT_FLOW,
        near=ABSENT,
        unless=("ModuleNotFound", "No module"),
    ),
    *forms(
        "missing-inference-config",
        "{inference_config|inference config|inference configuration}",
        _LIKELY,
        given=AZURE_ML,
        near=(*ABSENT, "required", "without", "lacks", "no inference"),
    ),
    *forms(
        "environment-missing-package",
        "{package|module|dependency|library}",
        _MAYBE,
        given=AZURE_ML,
        near=("not installed", "n't installed", "is missing", "was not found in the image", "no module named"),
    ),
    *forms(
        "image-build",
        "{image build|building the image|build the image|build of the image|environment build|building the environment"
        "|build the environment|building environment image|requested Environment|conda environment failed}",
        0.6,
        given=(*REGISTRY, *AZURE_ML),
        near=FAILED,
        unless=("container registry", "driver program"),
    ),
    *forms(
        "container-crash",
        "{user container|container application|container|scoring script|init()|worker}",
        0.55,
        given=AZURE_ML,
        near=(
            "crash",
            "container terminated",
            "exited with",
            "restarting",
            "failed to start",
            "did not start",
            "does not start",
            "failed to boot",
        ),
        unless=("container registry", "pull"),
    ),
    *forms(
        "image-build",
        "{image|environment} {could not be|cannot be|can't be|was not|failed to be} built",
        0.6,
        given=(*REGISTRY, *AZURE_ML),
    ),
    *forms(
        "deployment-yaml-path",
        "{FileNotFoundError|No such file or directory}",
        0.55,
        given=("online-deployment create", "online-endpoint create", "deployment.yml", "deployment.yaml"),
        unless=("flow.dag.yaml", "MLIndex"),
    ),
    Symptom("image-build", "acb_step", 0.6, near=("failed", "exit status", "error:")),
    *forms(
        "container-crash",
        "{liveness|readiness} probe",
        0.6,
        given=AZURE_ML,
        near=("probe failed", "failing", "fails", "timed out", "timing out", "unhealthy", "never succeeded"),
    ),
    *forms(
        "model-artifact-not-found",
        "{model artifact|model file|model files|model version|registered model|model artifacts|model asset}",
        0.6,
        given=AZURE_ML,
        near=ABSENT,
    ),
    *forms(
        "quota",
        "{quota|vCPU|vCPUs}",
        0.6,
        given=AZURE_ML,
        near=SPENT,
        unless=("endpoint quota", "endpoints", "role assignment", "tokens per minute", "TPM"),
    ),
    *forms(
        "endpoint-quota",
        "{number of endpoints|endpoint limit|endpoints per|too many endpoints|number of online endpoints}",
        _LIKELY,
        given=AZURE_ML,
        near=(*SPENT, "limit of", "reached"),
    ),
    *forms(
        "role-assignment-limit",
        "{number of role assignments|role assignments}",
        0.6,
        near=(
            "limit of",
            "limit has",
            "limit is",
            "limit for",
            "hit the limit",
            "limit reached",
            "maximum number",
            "exceed",
        ),
        given=AZURE,
        unless=_DEFINED,
    ),
    *forms(
        "operation-conflict",
        "{another operation|an operation|update|deployment|endpoint} {is |is still |is already |}"
        "{in progress|being updated|running|ongoing}",
        0.45,
        given=AZURE_ML,
        near=("conflict", "409", "wait", "retry", "try again", "cannot", "failed"),
    ),
    *forms(
        "no-traffic",
        "traffic",
        0.6,
        given=AZURE_ML,
        near=(
            "no deployment",
            "zero percent",
            "is 0",
            "to 0%",
            "0% traffic",
            "traffic: 0",
            "no traffic",
            "none of the deployments",
            "not routed",
        ),
        unless=("delete", "deleting"),
    ),
    *forms(
        "traffic-conflict",
        "{delete|deleting|remove}",
        _MAYBE,
        given=AZURE_ML,
        near=("still has traffic", "receives traffic", "has traffic", "traffic is", "traffic weight", "with traffic"),
    ),
    *forms("deployment-slow", "{deployment|provisioning}", 0.4, given=AZURE_ML, near=_LONG),
    *forms(
        "throttled",
        "{was|were|being|is|got|requests|request} {throttled|rate limited|rate-limited}",
        0.55,
        given=AZURE_ML,
    ),
    *forms(
        "timeout",
        "{scoring request|request to the endpoint|calling the endpoint|endpoint call|invoke}",
        _MAYBE,
        given=INVOKED,
        near=("timed out", "timeout", "times out"),
    ),
    *forms(
        "provider-not-registered",
        "resource {provider|providers}",
        _LIKELY,
        given=AZURE,
        near=("not registered", "n't registered", "unregistered", "must be registered"),
    ),
    *forms(
        "role-propagation-delay",
        "{role assignment|role was|role has been|granted the role}",
        _MAYBE,
        given=AZURE,
        near=("propagat", "take effect", "taken effect", "not effective", "few minutes"),
        unless=("deny assignments or role definitions", "list workspace secret"),
    ),
    *forms(
        "storage-shared-key-disabled",
        "{shared key|account key|key access|key-based|key based}",
        _LIKELY,
        given=STORAGE,
        near=OFF,
        unless=("openai", "cognitive"),
    ),
)
