from __future__ import annotations

import pytest

START = "Kind: Pod, Name: Pulling, Type: Normal, Time: 2026-11-20T03:11:59Z, Message: Start pulling container image\n"
READY = "Kind: Pod, Name: ContainerReady, Type: Normal, Time: 2026-11-20T03:13:20Z, Message: Container is ready\n"
PULL_REFUSED = "exchange refresh token failed: authentication required, visit https://aka.ms/acr/authorization\n"
REFUSED = (
    "[2026-11-22 04:10:07 +0000] ERROR Access denied to list workspace secret due to invalid authentication. Please"
    " ensure you have gain RBAC role 'Azure Machine Learning Workspace Connection Secrets Reader'\n"
)
SERVED = [
    '127.0.0.1 - - [22/Nov/2026:05:10:07 +0000] "POST /score HTTP/1.0" 200 512 "-" "python-requests/2.32.3"\n',
    "2026-11-22 05:10:07,123 I [70] azmlinfsrv - POST /score 200 50.574ms 2\n",
    'INFO:     127.0.0.1:52040 - "POST /score HTTP/1.1" 200 OK\n',
]
FAILED = SERVED[0].replace('" 200 512', '" 500 212')
NO_MODEL = (
    "ModelDownload: InProgress\nKind: Pod, Name: DownloadFailed, Type: Warning, Time: 2026-11-20T03:12:21Z, Message: "
    "Model download failed, retrying. Please check storage-initializer log for detail.\n"
)
NO_BLOB = (
    "This request is not authorized to perform this operation using this permission. x-ms-error-code: Authorization"
)
NO_BLOB += "PermissionMismatch https://contosomlstore.blob.core.windows.net/models\n"


def said(world, text, container="InferenceServer"):
    world.record(f"POST {world.deployment['id']}/getLogs?containerType={container}", {"content": text})


def judged(world, text):
    said(world, text)
    found = world.result("container-logs")
    return found.outcome.value, found.severity.value


def test_a_log_without_known_words_passes(world):
    assert judged(world, START + READY + "Listening at: http://0.0.0.0:8080\n" + SERVED[0])[0] == "passed"


def test_the_diagnosis_and_its_line_are_told(world):
    assert judged(world, START + READY + REFUSED) == ("failed", "error")
    found = world.result("container-logs")
    assert "pfdoctor explain missing-connection-secrets-reader" in found.message
    assert "Please ensure you have gain RBAC role" in found.evidence[0].value


def test_secrets_in_the_line_are_not_told(world):
    said(world, REFUSED.rstrip() + " password=hunter2-hunter2 AccountKey=" + "q8Zt" * 21 + "==;\n")
    found = world.result("container-logs")
    assert found.outcome == "failed"
    assert "hunter2" not in str(found)
    assert "q8Zt" not in str(found)


@pytest.mark.parametrize("served", SERVED)
def test_what_was_said_before_a_request_succeeded_is_a_note(world, served):
    assert judged(world, REFUSED + served) == ("failed", "info")
    assert judged(world, served + REFUSED) == ("failed", "error")
    assert judged(world, REFUSED + FAILED) == ("failed", "error")


def test_a_start_that_succeeded_in_the_end_is_over(world):
    assert judged(world, START + PULL_REFUSED)[0] == "failed"
    assert judged(world, START + PULL_REFUSED + READY)[0] == "passed"


def test_words_that_mostly_come_from_a_cause_are_a_warning(world):
    assert judged(world, "ModuleNotFoundError: No module named 'promptflow_vectordb'\n") == ("failed", "warning")


def test_whose_log_it_is_may_stand_in_what_is_over(world):
    lost = "ModuleNotFoundError: No module named 'tools'\n"
    assert judged(world, lost)[0] == "passed"
    assert judged(world, "2026-11-22 promptflow-serving started\n" + SERVED[0] + lost) == ("failed", "warning")


def test_a_hint_is_no_verdict(world):
    assert judged(
        world, "Kind: Pod, Name: ImagePullFailed, Type: Warning, Message: Image pull failed, retrying.\n"
    ) == ("unknown", "info")


@pytest.mark.parametrize(("state", "severity"), [("Succeeded", "info"), ("Failed", "error"), (None, "error")])
def test_a_log_that_was_not_read_weighs_as_the_deployment_stands(world, state, severity):
    world.fail("getLogs?containerType=InferenceServer")
    world.deployment["properties"]["provisioningState"] = state
    found = world.result("container-logs")
    assert (found.outcome, found.severity) == ("unknown", severity)
    assert found.needs[0].action.endswith("/deployments/getLogs/action")


def test_a_bundle_without_logs_is_unknown(world):
    world.answers[:] = [one for one in world.answers if "getLogs" not in one["request"]]
    assert world.outcome("container-logs") == "unknown"


def test_an_empty_log_is_skipped(world):
    assert judged(world, "\n")[0] == "skipped"


def test_the_step_before_is_read_where_the_server_points_to_it(world):
    said(world, NO_BLOB, "StorageInitializer")
    assert judged(world, NO_MODEL)[0] == "failed"
    assert world.result("container-logs").evidence[0].path == "log of StorageInitializer"
    assert judged(world, READY)[0] == "passed"


@pytest.mark.parametrize("status", [500, 404])
def test_a_step_before_that_was_not_read_takes_nothing_back(world, status):
    error = {"error": {"code": "ResourceNotFound"}}
    world.record(f"POST {world.deployment['id']}/getLogs?containerType=StorageInitializer", error, status=status)
    assert judged(world, NO_MODEL)[0] == "unknown"
    assert judged(world, NO_MODEL + REFUSED)[0] == "failed"


def test_the_step_before_is_read_if_a_failed_deployment_says_nothing(world):
    said(world, NO_BLOB, "StorageInitializer")
    assert judged(world, "")[0] == "skipped"
    world.deployment["properties"]["provisioningState"] = "Failed"
    assert judged(world, "")[0] == "failed"


def test_kubernetes_is_skipped(world):
    world.endpoint["kind"] = "Kubernetes"
    assert world.outcome("container-logs") == "skipped"
