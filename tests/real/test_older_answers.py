"""Workspaces as older versions answered them, or as a list did: what they do not tell is unknown."""

from __future__ import annotations

SUBSCRIPTION = "/subscriptions/77777777-7777-7777-7777-777777777777"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
WORKSPACE = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws"
ZERO = "/subscriptions/00000000-0000-0000-0000-000000000000"
BLUE = "online-pwsh01-blue01"


def test_a_project_that_does_not_name_its_hub(real, check):
    made = real("online-pwsh02")
    group = f"{ZERO}/resourceGroups/00000"
    made.names = {
        f"{group}/providers/Microsoft.MachineLearningServices/workspaces/00000": WORKSPACE,
        group: GROUP,
    }
    project = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/00000?"
    made.add("aml_workspace", project, version="2023-08-01-preview", number=1)
    assert made.answers[-1]["body"]["kind"] == "Project"
    made.scripted_deployment()
    found = check(made)
    # The answer holds neither provisioningState nor hubResourceId; what hangs on the hub is unknown.
    for one in ("workspace-ready", "acr-pull", "storage-blob-data-reader", "managed-network-ready"):
        assert {result["outcome"] for result in found.results(one)} == {"unknown"}, one
        assert "GET <ws>" in found.asked(one), one
    # The endpoint speaks for itself.
    assert found.outcomes("endpoint-identity") == {"online-pwsh02": "passed"}
    assert found.outcomes("deployment-state") == {"online-pwsh02": "passed", BLUE: "passed"}


def test_a_workspace_of_2021_without_registry(real, check):
    made = real("online-pwsh02")
    group = f"{ZERO}/resourceGroups/asotest-rg-cgiyol"
    id_ = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/asotestxqmqnk"
    made.names = {id_: WORKSPACE, group: GROUP}
    made.add("aml_workspace", f"{id_}?", version="2021-07-01")
    made.scripted_deployment()
    found = check(made, "--only", "workspace-ready", "--only", "acr-pull")
    # Succeeded, but v1LegacyMode came with 2022-10-01.
    assert found.result("workspace-ready")["outcome"] == "unknown"
    # No containerRegistry: the service makes one with the first image, which this answer may be older than.
    assert found.outcomes("acr-pull") == {BLUE: "unknown"}
    assert found.asked("workspace-ready") == found.asked("acr-pull") == {"GET <ws>"}


def test_a_list_of_workspaces_does_not_answer_for_one(real, check):
    made = real("online-pwsh02")
    theirs = "/subscriptions/ea42f556-5106-4743-99b0-c129bfa71a47"
    group = f"{theirs}/resourceGroups/VV"
    id_ = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/vvmlwrkspc"
    made.names = {id_: WORKSPACE, group: GROUP, theirs: SUBSCRIPTION}
    made.add("aml_workspace", f"{theirs}/providers", version="2020-08-01")
    made.endpoint_and_deployment("test_529360613263/versions/bar")
    found = check(made, "--only", "workspace-ready", "--only", "endpoint-identity")
    # The list of the subscription holds ws, but nobody asked for ws itself. The list of endpoints does answer for one.
    assert found.result("workspace-ready")["outcome"] == "unknown"
    assert found.asked("workspace-ready") == {"GET <ws>"}
    assert found.outcomes("endpoint-identity") == {"online-pwsh02": "passed"}
