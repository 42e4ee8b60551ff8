"""The redacted bundle says what the raw one says, and names nobody."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pfdoctor.bundle.file import parse
from pfdoctor.lab.worlds import names as world_names
from pfdoctor.rbac.conditions.operators import OPERATORS, compare
from pfdoctor.snapshot.redact import redact
from pfdoctor.snapshot.vocabulary import COMMON_WORDS

AZURES_OWN = {"gpt-4o", "openai", "chat", "acr"}
"""Names in the worlds that are also models or actions, and stay as such."""


@pytest.mark.parametrize("name", world_names())
def test_the_checks_say_the_same(case, said, outcomes, plain, renamed, name):
    made = case(name)
    names = {old: new for old, new in made.names.items() if old not in AZURES_OWN}
    raw, redacted = said(made.raw), said(made.bundle)
    assert outcomes(redacted) == outcomes(raw, names)
    text = json.dumps(redacted)
    for old in AZURES_OWN & made.names.keys():
        text = text.replace(made.names[old], old)
    assert plain(json.loads(text)) == plain(json.loads(renamed(json.dumps(raw), names)))


@pytest.mark.parametrize("name", world_names())
def test_no_name_is_left(case, name):
    made = case(name)
    left = [old for old in made.names if re.search(rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9])", made.text)]
    assert not set(left) - AZURES_OWN - COMMON_WORDS
    for word in ("contoso", "aoai-shared", "id-pf", "ops@", "vnet-7f20c3"):
        assert word not in made.text.lower()


def test_it_is_a_bundle(case):
    made = case("demo")
    assert len(parse(json.loads(made.text)).answers) == len(made.bundle.answers)


def test_the_same_salt_makes_the_same_tokens_and_another_salt_others(case):
    first, again, other = case("demo").names, case("demo").names, case("demo", salt=b"another").names
    assert first == again
    assert first.keys() == other.keys()
    assert not set(first.values()) & set(other.values())


NASTY = {
    "contoso-ml": "default",
    "my-endpoint": "score",
    "blue": "Succeeded",
    "rg-contoso": "Microsoft.Storage",
    "contosoacr": "registries",
    "contosomlstore": "blob",
    "aoai-shared": "aad",
    "id-pf": "userassigned",
}
"""Names that mean something else elsewhere."""


@pytest.mark.parametrize("old", sorted(NASTY))
def test_a_name_that_is_a_word_of_azures_changes_nothing_else(case, said, outcomes, healthy, old):
    new = NASTY[old]
    text = re.sub(rf"(?<![A-Za-z0-9_]){re.escape(old)}(?![A-Za-z0-9])", new, json.dumps(healthy))
    before = [outcome for _, outcome, _ in outcomes(said(parse(json.loads(text))))]
    made = case(json.loads(text))
    assert sorted(outcome for _, outcome, _ in outcomes(said(made.bundle))) == sorted(before)
    deployments = next(one for one in made.bundle.answers if one.request.endswith("/deployments"))
    assert deployments.body["value"][0]["properties"]["provisioningState"] == "Succeeded"


def test_all_nasty_names_at_once(case, said, outcomes, healthy):
    text = json.dumps(healthy)
    for old, new in NASTY.items():
        text = re.sub(rf"(?<![A-Za-z0-9_]){re.escape(old)}(?![A-Za-z0-9])", new, text)
    made = case(json.loads(text))
    assert sorted(one[1:] for one in outcomes(said(made.bundle))) == sorted(one[1:] for one in outcomes(said(made.raw)))


def find(made, ending):
    return next(one for one in made.bundle.answers if one.request.split("?")[0].endswith(ending))


def message(document, text):
    document["answers"].append(
        {
            "request": "GET /subscriptions/s/x",
            "status": 403,
            "body": {"error": {"code": "AuthorizationFailed", "message": text}},
        }
    )
    return document


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Endpoint 'my-endpoint' in contoso-ml.", "Endpoint '{my-endpoint}' in {contoso-ml}."),
        ("POST /score 200, the deployment blue is Succeeded", "POST /score 200, the deployment {blue} is Succeeded"),
        ("blue screen", "blue screen"),
        (
            "https%3A%2F%2Fx%2Fsubscriptions%2F7e5a1d90-3c46-4f82-b9d1-0a8c6e2f4b75%2Frg-contoso%2F",
            "https%3A%2F%2Fx%2Fsubscriptions%2F{7e5a1d90-3c46-4f82-b9d1-0a8c6e2f4b75}%2F{rg-contoso}%2F",
        ),
        ('{"a": "b\\nmy-endpoint\\tblue"}', '{"a": "b\\n{my-endpoint}\\tblue"}'),
        (
            "pull contosoacr.azurecr.io/promptflow/web-classification:20260901 failed",
            "pull {contosoacr}.azurecr.io/promptflow/{web-classification}:20260901 failed",
        ),
        (
            "GET https://my-endpoint.eastus.inference.ml.azure.com/score",
            "GET https://{my-endpoint}.eastus.inference.ml.azure.com/score",
        ),
        (
            "over scope '/subscriptions/7e5a1d90-3c46-4f82-b9d1-0a8c6e2f4b75/resourceGroups/rg-contoso' or",
            "over scope '/subscriptions/{7e5a1d90-3c46-4f82-b9d1-0a8c6e2f4b75}/resourceGroups/{rg-contoso}' or",
        ),
        (
            "from contosomlstore.blob.core.windows.net (mcr.microsoft.com)",
            "from {contosomlstore}.blob.core.windows.net (mcr.microsoft.com)",
        ),
        ('File "/azureml/score.py", line 3, in run', 'File "/azureml/score.py", line 3, in run'),
        (
            "module promptflow.core.connection has no attribute y.com",
            "module promptflow.core.connection has no attribute y.com",
        ),
    ],
)
def test_running_text(case, healthy, text, expected):
    made = case(message(healthy, text))
    got = made.bundle.answers[-1].body["error"]["message"]
    wanted = re.sub(r"\{([^{}]+)\}", lambda found: made.names[found[1]], expected)
    assert got == wanted


def test_a_guid_without_its_dashes(case, healthy):
    guid = "7e5a1d90-3c46-4f82-b9d1-0a8c6e2f4b75"
    made = case(message(healthy, f"of {guid.replace('-', '')}, not 0af7651916cd43dd8448eb211c80319c"))
    got = made.bundle.answers[-1].body["error"]["message"]
    assert got == f"of {made.names[guid].replace('-', '')}, not 0af7651916cd43dd8448eb211c80319c"


def test_fields_that_are_names_of_resources(case, healthy):
    body = {"my-endpoint": {"compute": 1, "blue": 2}, "id-pf": "x", "compute": "y"}
    healthy["answers"].append({"request": "GET /subscriptions/s/x", "status": 200, "body": body})
    made = case(healthy)
    assert made.bundle.answers[-1].body.keys() == {made.names["my-endpoint"], made.names["id-pf"], "compute"}


def test_addresses_and_people_in_running_text(case, healthy):
    made = case(message(healthy, "ann.lee@corp.contoso.com from 52.160.1.2 and 10.1.0.0/16"))
    got = made.bundle.answers[-1].body["error"]["message"]
    assert re.fullmatch(r"user\w{12}@mail\.example from 198\.1[89]\.\d+\.\d+ and 198\.1[89]\.\d+\.\d+/16", got)


def test_what_people_wrote_is_marked(case, healthy):
    for one in healthy["answers"]:
        if one["request"].endswith("/resourceGroups/rg-contoso"):
            one["body"]["tags"] = {"cost center": "Ann Lee, Berlin", "owner": "ann"}
            one["body"]["description"] = "of the Berlin team"
    made = case(healthy)
    body = find(made, made.names["rg-contoso"]).body
    assert body["description"] == "[text removed]"
    assert not {"Berlin", "ann", "owner", "cost center"} & {*body["tags"], *body["tags"].values()}


def test_roles_that_everyone_has_stay_and_others_do_not(case, healthy):
    guid, custom = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb"
    role = {"roleName": "Contoso Operator", "type": "CustomRole", "permissions": [{"actions": ["*/read"]}]}
    next(one for one in healthy["answers"] if one["request"].endswith("/roleDefinitions"))["body"]["value"].append(
        {
            "id": f"/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{custom}",
            "name": custom,
            "properties": role,
        }
    )
    text = case(healthy).text
    assert guid in text
    assert '"Owner"' in text
    assert custom not in text
    assert "Contoso Operator" not in text


IMAGE = "contosoacr.azurecr.io/promptflow/web-classification:20260901"


def conditioned(document, condition):
    items = next(one for one in document["answers"] if one["request"].endswith("/roleAssignments"))["body"]["value"]
    items[0]["properties"]["condition"] = condition
    return document


def condition_of(made):
    return find(made, "/roleAssignments").body["value"][0]["properties"]["condition"]


NAME = "@Request[Microsoft.ContainerRegistry/registries/repositories:name]"


def test_a_literal_under_equality_is_renamed_like_the_repository(case, healthy):
    made = case(conditioned(healthy, f"{NAME} StringEquals 'promptflow/web-classification'"))
    assert condition_of(made) == f"{NAME} StringEquals 'promptflow/{made.names['web-classification']}'"
    assert made.redacted.literals == ()


def test_a_literal_under_another_operator_stays_with_what_it_fits(case, healthy):
    made = case(conditioned(healthy, f"{NAME} StringStartsWith 'promptflow/web-'"))
    assert condition_of(made) == f"{NAME} StringStartsWith 'promptflow/web-'"
    assert made.redacted.literals == ("promptflow/web-", "promptflow/web-classification")
    assert "azurecr.io/promptflow/web-classification:" in made.text


def test_words_and_roles_in_a_condition_stay_and_principals_do_not(case, healthy):
    principal = "2c9e84b7-6f13-4d05-b8a2-7e15d1c9f340"
    condition = (
        "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR ("
        "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals"
        " {8e3af657-a8ff-443c-a75c-2fe8c4bcb635} AND "
        "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEqualsIgnoreCase 'ServicePrincipal' AND "
        f"@Request[Microsoft.Authorization/roleAssignments:PrincipalId] ForAnyOfAnyValues:GuidEquals {{{principal}}})"
    )
    made = case(conditioned(healthy, condition))
    assert condition_of(made) == condition.replace(principal, made.names[principal])


def test_a_variable_named_like_a_connection_still_is(case, healthy):
    variables = {"aoai_shared": "serp", "aoai-shared": "serp", "CONTOSO_URL": "https://x"}
    deployment = next(one for one in healthy["answers"] if one["request"].endswith("/deployments"))
    deployment["body"]["value"][0]["properties"]["environmentVariables"] = variables
    made = case(healthy)
    found = find(made, "/deployments").body["value"][0]["properties"]["environmentVariables"]
    assert found[made.names["aoai-shared"]] == made.names["serp"]
    assert all(name == made.names["aoai-shared"] or name.startswith("VARIABLE_") for name in found)
    assert set(found.values()) == {made.names["serp"], "[value removed]"}


REPOSITORY = st.from_regex(r"[a-z]{1,6}(/[a-z0-9-]{1,8}){0,2}", fullmatch=True)
OPERATOR = st.sampled_from([one for one in sorted(OPERATORS) if one.startswith("String")])


@settings(max_examples=150, deadline=None)
@given(st.lists(REPOSITORY, min_size=1, max_size=4), OPERATOR, st.data())
def test_every_comparison_says_what_it_said(repositories, operator, data):
    """Whatever the operator and its literal, which is near one of the names."""
    near = data.draw(st.sampled_from(repositories))
    cut = data.draw(st.integers(0, len(near)))
    literal = near[:cut] + data.draw(st.sampled_from(["", "*", "?", "/"]))
    images = [f"acr1.azurecr.io/{one}:1" for one in repositories]
    body = {"value": [{"condition": f"{NAME} {operator} '{literal}'"}, *({"image": one} for one in images)]}
    request = {"request": "GET /subscriptions/s/x", "status": 200, "body": body}
    target = {"subscription": "s", "resource_group": "g", "workspace": "w", "endpoint": "e"}
    raw = parse({"pfdoctor_bundle": 1, "taken_at": "2026-11-22T06:00:00Z", "target": target, "answers": [request]})
    first, *others = redact(raw, b"x").bundle.answers[0].body["value"]
    written = first["condition"].rpartition(" '")[2].rstrip("'")
    for before, after in zip(repositories, others, strict=True):
        renamed = after["image"].partition("/")[2].rpartition(":")[0]
        assert compare(operator, renamed, written) == compare(operator, before, literal)
