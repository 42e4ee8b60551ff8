"""`pfdoctor check` on what Azure really answered; every expectation was worked out by hand from the answers."""

from __future__ import annotations

import json

import pytest

from pfdoctor.bundle.file import parse
from pfdoctor.bundle.scrub import scrub
from pfdoctor.bundle.write import as_json
from pfdoctor.snapshot.redact import redact

SUBSCRIPTION = "/subscriptions/77777777-7777-7777-7777-777777777777"
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg"
WORKSPACE = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws"

# Where the recordings come from.
CLI = "/subscriptions/00000000-0000-0000-0000-000000000/resourceGroups/00000"
CLI_WORKSPACES = f"{CLI}/providers/Microsoft.MachineLearningServices/workspaces"
ZERO = "/subscriptions/00000000-0000-0000-0000-000000000000"
THEIRS = "/subscriptions/4d042dc6-fe17-4698-a23f-ec6a8d1e98f4"
BLUE = "online-pwsh01-blue01"
ALL_ROLES = ("role_definitions_full", f"{ZERO}/providers")


def lists(requests):
    """What lists of assignments are wanted, at whatever scope: that of the subscription does, or of the resource."""
    return {one.rpartition("/providers/Microsoft.Authorization/")[2] for one in requests}


def assigned_to(principal):
    return f"roleAssignments?$filter=assignedTo('{principal}')"


REGISTRIES = "GET <sub>/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries"


@pytest.fixture(scope="module")
def scripted(real, check):
    """A workspace of 2022, its registry recorded at 2019-05-01, and a list of assignments by `principalId eq`."""
    made = real("online-pwsh01")
    made.workspace(
        f"{CLI_WORKSPACES}/00000",
        "2022-12-01-preview",
        "crmcw32zcnpjldw>pyacrfe331462",
        "samcw32zcnpjldw>asoteststortuhmvx",
    )
    made.scripted_deployment()
    group = "test_mgmt_containerregistry_test_managed_registryfe331462"
    made.resource("acr_registry", "pyacrfe331462", group, "2019-05-01")
    made.resource("storage_account", "asoteststortuhmvx", "asotest-rg-cttzao", "2021-04-01")
    made.names = {ZERO: SUBSCRIPTION, "8a202197-38ac-40eb-8d36-0b9d90ff9ace": "3d689cd5-9b46-49aa-baf8-9925a5aa7db0"}
    made.add("role_assignments", "roleAssignments?", "principalId", version="2022-04-01")
    return check(made)


def test_scripted_what_the_answers_tell(scripted):
    # Succeeded, and 2022-12-01-preview knows v1LegacyMode, which is false.
    assert scripted.outcomes("workspace-ready") == {"ws": "passed"}
    # SystemAssigned with a principal; there is no user-assigned identity to select.
    assert scripted.outcomes("endpoint-identity") == {"online-pwsh01": "passed"}
    # score.py: a scoring script needs no routes.
    assert scripted.outcomes("inference-config") == {BLUE: "skipped"}
    # "traffic": {} gives no deployment a share.
    assert scripted.outcomes("endpoint-traffic") == {"online-pwsh01": "failed"}
    # sku.capacity 3; provisioningState Succeeded of both.
    assert scripted.outcomes("instance-count") == {BLUE: "passed"}
    assert scripted.outcomes("deployment-state") == {"online-pwsh01": "passed", BLUE: "passed"}
    # PT5S may do for a script: nothing asks a language model.
    assert scripted.outcomes("request-timeout") == {BLUE: "skipped"}
    # A scoring script is no prompt flow, so no connection is read.
    assert scripted.outcomes("connection-secrets-reader") == {"online-pwsh01": "skipped"}


def test_scripted_a_list_by_principal_id_leaves_groups_out(scripted):
    # It is empty, but a role may be held through a group: neither mode of the registry can be judged.
    wanted = {assigned_to("3d689cd5-9b46-49aa-baf8-9925a5aa7db0")}
    for check, more in (("acr-pull", {f"{REGISTRIES}/pyacrfe331462"}), ("storage-blob-data-reader", set())):
        assert scripted.result(check)["outcome"] == "unknown", check
        assert lists(scripted.asked(check)) == wanted | more, check


def test_scripted_what_the_versions_do_not_know_or_nobody_recorded(scripted):
    # managedNetwork came with 2023-04-01-preview.
    assert scripted.outcomes("network-mode") == {"ws": "unknown", BLUE: "unknown"}
    assert scripted.asked("network-mode") == {"GET <ws>"}
    assert set(scripted.outcomes("caller-can-deploy").values()) == {"unknown"}
    assert "GET <ws>/providers/Microsoft.Authorization/permissions" in scripted.asked("caller-can-deploy")
    assert scripted.outcomes("quota") == {BLUE: "unknown"}


@pytest.fixture(scope="module")
def grouped(real, check):
    """A workspace closed to the public network; roles as Azure expanded groups, and all definitions."""
    made = real("online-cli01")
    made.workspace(
        f"{CLI_WORKSPACES}/e2etest_test_586476513351",
        "2023-04-01-preview",
        "acrmhetest2>jcregist",
        "e2etesttstorage2a9813d50>asoteststorkydhfc",
        number=2,
    )
    made.scripted_deployment()
    made.names = {THEIRS: SUBSCRIPTION, f"{THEIRS}/resourceGroups/jeffreychen": GROUP}
    made.add("acr_registry", THEIRS, version="2023-07-01")
    made.resource("storage_account", "asoteststorkydhfc", "asotest-rg-wrseyn", "2025-06-01")
    made.names = {THEIRS: SUBSCRIPTION, "4070b897-9ee6-4cec-ac9f-addac5f3c6e2": "fe866747-be21-43ca-9f5a-9b2fbdd33fd8"}
    made.add("role_assignments", "assignedTo", version="2022-04-01")
    # Azure AI User is younger than the list of all roles.
    made.add("role_definitions", f"{THEIRS}/providers", "53ca6127-db72-4b80-b1b0-d745d6d5456d", version="2022-04-01")
    made.names = {ZERO: SUBSCRIPTION}
    made.add(*ALL_ROLES, version="2022-05-01-preview")
    return check(made)


def test_grouped_contributor_pulls_from_a_classic_registry_only(grouped):
    # Contributor (*) and Owner through groups allow registries/pull/read; none of the eight roles has a data action
    # of Microsoft.ContainerRegistry. roleAssignmentMode came with 2025-05-01-preview, the registry's is 2023-07-01.
    result = grouped.result("acr-pull")
    assert (result["outcome"], result["fixes"]) == ("unknown", [])
    # Nor was a list of deny assignments recorded, which a "yes" in either mode rests on.
    registry = f"{REGISTRIES}/jcregist"
    assert grouped.asked("acr-pull") == {registry, f"{registry}/providers/Microsoft.Authorization/denyAssignments"}


def test_grouped_owner_is_no_data_role(grouped):
    # The data actions held are of KeyVault and CognitiveServices. No list of deny assignments was recorded, but none
    # could turn this "no" into a "yes".
    result = grouped.result("storage-blob-data-reader")
    assert (result["outcome"], result["proof"]["verdict"]) == ("failed", "denied")
    assert "control-not-data" in {miss["kind"] for miss in result["proof"]["near_misses"]}
    assert [(fix["role"], fix["principal_id"]) for fix in result["fixes"]] == [
        ("Storage Blob Data Reader", "fe866747-be21-43ca-9f5a-9b2fbdd33fd8")
    ]


def test_grouped_a_closed_workspace_without_managed_network(grouped):
    # isolationMode Disabled, egress Enabled, the workspace's publicNetworkAccess Disabled: it cannot call home.
    # Whether serverless compute has a subnet of its own, 2023-04-01-preview does not tell.
    assert grouped.outcomes("network-mode") == {"ws": "unknown", BLUE: "failed"}
    assert grouped.outcomes("managed-network-ready") == {"ws": "skipped"}
    assert grouped.outcomes("workspace-ready") == {"ws": "passed"}


def test_grouped_which_role_pulls_is_not_known_nor_its_age(grouped):
    # Contributor of the group is of 2025-02, Owner of 2025-09, the bundle of May 2026. But which role lets the image be
    # pulled depends on the registry's mode.
    assert grouped.outcomes("role-propagation") == {"online-cli01": "unknown"}


@pytest.fixture(scope="module")
def managed(real, check):
    """A managed network of 2023-04-01-preview, no registry yet, an image of Microsoft's, roles listed at the scope."""
    made = real("online-pwsh02")
    made.workspace(f"{CLI_WORKSPACES}/e2etest_test_114808053817_mvnet", "2023-04-01-preview", number=1)
    made.add("aml_network", "_mvnet/outboundRules?", version="2023-04-01-preview", number=1)
    image = "CliV2AnonymousEnvironment/versions/baf18218754be5571da6e579a0c774b5"
    made.endpoint_and_deployment(image)
    made.names = {f"{CLI_WORKSPACES}/00000": WORKSPACE}
    made.add("aml_environment", image, version="2022-05-01", method="PUT")
    made.names = {ZERO: SUBSCRIPTION}
    made.add("role_assignments", "atScope", version="2022-04-01")
    return check(made)


def test_managed_network_that_was_never_provisioned(managed):
    # AllowOnlyApprovedOutbound, and its status is Inactive; the deployment's own egress does not matter beside it.
    assert managed.outcomes("managed-network-ready") == {"ws": "failed"}
    assert managed.outcomes("network-mode") == {"ws": "passed", BLUE: "passed"}


def test_managed_rules_that_are_not_active_yet_let_nothing_out(managed):
    # The one way to the account, __SYS_PE_..._blob (Required), is Inactive, as long as the network is.
    result = managed.result("storage-network")
    assert result["outcome"] == "failed"
    assert result["caused_by"].startswith("managed-network-ready@")


def test_managed_an_image_of_microsofts_takes_no_role(managed):
    # The image is mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:latest, and condaFile "" builds nothing.
    assert managed.outcomes("acr-pull") == {BLUE: "skipped"}


def test_managed_a_list_at_the_scope_does_not_tell_what_is_granted_below(managed):
    # atScope() at the subscription: Storage Blob Data Reader on the account itself would not be in it.
    assert managed.result("storage-blob-data-reader")["outcome"] == "unknown"
    wanted = {assigned_to("08741a55-ad8d-44af-8ec2-5675878ebd18")}
    assert lists(managed.asked("storage-blob-data-reader")) == wanted


@pytest.mark.parametrize(
    ("version", "pull"),
    [
        # All 207 holders are users and service principals, none of them the endpoint's: "no" in either mode.
        ("2022-04-01", "failed"),
        # One of 279 is a group with Contributor, whose members nobody recorded: classic unknown, ABAC no.
        ("2020-04-01-preview", "unknown"),
    ],
)
def test_whole_list_whose_groups_nobody_expanded(real, check, version, pull):
    made = real("online-pwsh02")
    made.workspace(
        f"{CLI_WORKSPACES}/00000",
        "2022-10-01",
        "crveorz2izv2bas>asotestregistryvmsqnq",
        "saveorz2izv2bas>asoteststorkydhfc",
    )
    made.scripted_deployment()
    made.resource("acr_registry", "asotestregistryvmsqnq", "asotest-rg-bztcbc", "2021-09-01")
    made.names = {ZERO: SUBSCRIPTION}
    # Recorded with atScope(): it stands here for a list of a subscription where nothing is granted below.
    whole = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments"
    made.add("role_assignments", "atScope", version=version, request=whole)
    if pull == "unknown":
        made.add(*ALL_ROLES, version="2022-05-01-preview")
    found = check(made, "--only", "acr-pull", "--only", "storage-blob-data-reader")
    assert found.outcomes("acr-pull") == {BLUE: pull}
    # Which role would do depends on the mode, so none is proposed.
    assert found.result("acr-pull")["fixes"] == []
    # Contributor has no data action: it does not matter who is in the group.
    assert found.outcomes("storage-blob-data-reader") == {"online-pwsh02": "failed"}


class Redacted:
    """The same bundle without secrets and names."""

    def __init__(self, document):
        self.made = redact(scrub(parse(document))[0], b"salt")

    def bundle(self):
        return as_json(self.made.bundle)


def test_without_names_they_say_the_same(scripted, grouped, managed, check):
    for checked in (scripted, grouped, managed):
        redacted = Redacted(checked.document)
        again = check(redacted)
        assert judged(again) == judged(checked)
        text = json.dumps(redacted.bundle()).lower()
        for place in (checked.document["target"]["endpoint"], "e2etest", "jcregist", "asotest", "4d042dc6"):
            assert place not in text, place


def judged(checked):
    return sorted((one["check"], one["outcome"], one["severity"]) for one in checked.report["results"])


def test_nothing_crashes_and_every_unknown_names_a_request(scripted, grouped, managed):
    for checked in (scripted, grouped, managed):
        assert checked.report["summary"]["crashed"] == 0
        for result in checked.report["results"]:
            assert (result["outcome"] == "unknown") == bool(result["needs"]), result["id"]
            assert all(need["request"] for need in result["needs"]), result["id"]
