from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
G = f"{S}/resourceGroups/rg"
ACR = f"{G}/providers/Microsoft.ContainerRegistry/registries"
AUTH = "/providers/Microsoft.Authorization"
READER, PULL = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "7f951dda-4ed3-4680-a7ca-43fe172d538d"
OWNER, UNSEEN = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
NAME, OTHER = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
STRANGER = "aaaaaaaa-0000-0000-0000-00000000000a"
WRITE = "Microsoft.Authorization/roleAssignments/write"


def role(guid, *actions, **more):
    block = {"actions": list(actions), "notActions": [], "dataActions": [], "notDataActions": [], **more}
    id_ = f"{AUTH}/roleDefinitions/{guid}"
    return {"id": id_, "name": guid, "properties": {"roleName": guid, "permissions": [block]}}


def assignment(scope, principal, guid, name, **more):
    properties = {"scope": scope, "principalId": principal, "roleDefinitionId": f"{AUTH}/roleDefinitions/{guid}"}
    return {"id": f"{scope}{AUTH}/roleAssignments/{name}", "name": name, "properties": {**properties, **more}}


def answer(path, *items, version="2022-05-01-preview"):
    return {"request": f"GET {path}", "api_version": version, "status": 200, "body": {"value": list(items)}}


OWNERS = (
    answer(f"{G}{AUTH}/roleDefinitions", role(OWNER, "*")),
    answer(f"{G}{AUTH}/roleAssignments", assignment(S, "owner", OWNER, "a-owner")),
)
PRINCIPALS = [
    {"object_id": "owner", "client_id": "app-owner", "groups": []},
    {"object_id": "reader", "groups": []},
    {"object_id": "puller", "type": "ServicePrincipal", "groups": ["club"]},
]


@pytest.fixture
def lab(lab_of):
    """A lab with an owner; what `put` and `delete` of it are answered."""

    def make(*more, **fields):
        get = lab_of(*OWNERS, *more, **{"world": {"principals": PRINCIPALS}, **fields})

        def put(principal="puller", guid=PULL, name=NAME, scope=f"{ACR}/r0", who="owner", **properties):
            body = {"roleDefinitionId": f"{S}{AUTH}/roleDefinitions/{guid}", "principalId": principal, **properties}
            return get(f"{scope}{AUTH}/roleAssignments/{name}", who, "PUT", body={"properties": body})

        def delete(name=NAME, scope=f"{ACR}/r0", who="owner"):
            return get(f"{scope}{AUTH}/roleAssignments/{name}", who, "DELETE")

        get.put, get.delete = put, delete
        return get

    return make


def code(reply):
    return reply.status, reply.body["error"]["code"]


def names(reply):
    return [item["name"] for item in reply.body["value"]]


def test_a_new_assignment_is_answered_as_azure_does(lab):
    reply = lab().put(principalType="ServicePrincipal", description="for pulls")
    properties = reply.body["properties"]
    assert (reply.status, reply.body["name"], reply.body["type"]) == (
        201,
        NAME,
        "Microsoft.Authorization/roleAssignments",
    )
    assert reply.body["id"] == f"{ACR}/r0{AUTH}/roleAssignments/{NAME}"
    assert properties.pop("createdOn") == properties.pop("updatedOn") >= "2026-11-22T06:00:00"
    assert properties == {
        "roleDefinitionId": f"{S}{AUTH}/roleDefinitions/{PULL}",
        "principalId": "puller",
        "principalType": "ServicePrincipal",
        "scope": f"{ACR}/r0",
        "condition": None,
        "conditionVersion": None,
        "createdBy": None,
        "updatedBy": "owner",
        "delegatedManagedIdentityResourceId": None,
        "description": "for pulls",
    }


def test_it_is_in_every_list_at_once_and_counts(lab):
    get = lab()
    assert get(f"{ACR}/r0", "puller").status == 403
    get.put()
    for scope, query in ((S, ""), (G, ""), (f"{ACR}/r0", ""), (f"{ACR}/r0", "?$filter=assignedTo('puller')")):
        assert NAME in names(get(f"{scope}{AUTH}/roleAssignments{query}"))
    assert NAME not in names(get(f"{ACR}/r1{AUTH}/roleAssignments"))
    assert get(f"{ACR}/r0{AUTH}/roleAssignments/{NAME}").body["properties"]["createdBy"] == "owner"
    assert get(f"{ACR}/r0", "puller").status == 200


def test_deleting(lab):
    get = lab()
    get.put()
    gone = get.delete()
    assert (gone.status, gone.body["name"]) == (200, NAME)
    assert get.delete().status == 204
    assert NAME not in names(get(f"{S}{AUTH}/roleAssignments"))
    assert get(f"{ACR}/r0", "puller").status == 403
    assert code(get(f"{ACR}/r0{AUTH}/roleAssignments/{NAME}")) == (404, "RoleAssignmentNotFound")


def test_the_same_again_changes_nothing(lab):
    get = lab()
    first = get.put()
    again = get.put()
    assert (again.status, again.body["properties"]["createdOn"]) == (200, first.body["properties"]["createdOn"])


def test_a_condition_and_a_description_may_change(lab):
    get = lab()
    get.put()
    reply = get.put(condition="@Resource[a:b] StringEquals 'c'", conditionVersion="2.0", description="new")
    assert reply.status == 200
    kept = get(f"{ACR}/r0{AUTH}/roleAssignments/{NAME}").body["properties"]
    assert (kept["condition"], kept["conditionVersion"], kept["description"]) == (
        "@Resource[a:b] StringEquals 'c'",
        "2.0",
        "new",
    )


def test_who_what_and_where_may_not_change(lab):
    get = lab()
    get.put()
    for change in ({"principal": "reader"}, {"guid": READER}, {"scope": f"{ACR}/r1"}):
        assert code(get.put(**change)) == (400, "RoleAssignmentUpdateNotPermitted")


def test_the_same_under_another_name_is_told_which_it_is(lab):
    get = lab()
    get.put()
    reply = get.put(name=OTHER)
    assert code(reply) == (409, "RoleAssignmentExists")
    assert f"existing role assignment is {NAME.replace('-', '')}." in reply.body["error"]["message"]
    assert get.put(name=OTHER, scope=f"{ACR}/r3").status == 201


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"principal": STRANGER}, "PrincipalNotFound"),
        ({"principal": "not-a-guid"}, "InvalidPrincipalId"),
        ({"principal": "puller", "principalType": "User"}, "UnmatchedPrincipalType"),
        ({"guid": NAME}, "RoleDefinitionDoesNotExist"),
        ({"name": "my-assignment"}, "InvalidRoleAssignmentId"),
        ({"roleDefinitionId": PULL}, "BadRequestFormat"),
        ({"principal": ""}, "BadRequestFormat"),
    ],
)
def test_what_azure_refuses(lab, sent, refusal):
    assert code(lab().put(**sent)) == (400, refusal)


def test_a_body_that_is_no_json(lab):
    get = lab()
    path = f"{G}{AUTH}/roleAssignments/{NAME}"
    for body in (b"", b"{", b"[]", b"[" * 100000):
        assert code(get(path, "owner", "PUT", body=body)) == (400, "InvalidRequestContent")
        assert code(get(path, "reader", "PUT", body=body)) == (403, "AuthorizationFailed")


def test_whoever_names_the_type_may_be_ahead_of_the_directory(lab):
    get = lab()
    told = get.put(principal=STRANGER).body["error"]["message"]
    assert told.startswith(f"Principal {STRANGER.replace('-', '')} does not exist in the directory")
    assert get.put(principal=STRANGER, principalType="ServicePrincipal").status == 201


@pytest.mark.parametrize("field", ["properties", "identity"])
def test_identities_of_resources_are_in_the_directory(lab, field):
    id_ = f"{G}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/new"
    body = {"id": id_, "name": "new", "properties": {}, field: {"principalId": STRANGER.upper()}}
    get = lab({"request": f"GET {id_}", "status": 200, "body": body})
    assert get.put(principal=STRANGER).body["properties"]["principalType"] == "ServicePrincipal"


def test_a_group_that_only_its_members_name_is_a_group(lab):
    assert lab().put(principal="club").body["properties"]["principalType"] == "Group"


def test_a_world_without_a_directory_has_everybody_in_it(lab):
    block = {"actions": ["*"], "notActions": []}
    get = lab(answer(f"{S}{AUTH}/permissions", block), world={}, caller={"object_id": "me"})
    assert get.put(principal=STRANGER, who="me").status == 201


def test_a_built_in_role_that_nobody_recorded_can_be_assigned(lab):
    get = lab()
    assert get.put(guid=UNSEEN).status == 201
    held = get(f"{ACR}/r0{AUTH}/permissions", "puller").body["value"]
    assert [block["dataActions"] for block in held] == [
        ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"]
    ]


@pytest.mark.parametrize("scope", [f"{ACR}/r0", G, S])
def test_only_who_has_the_right_writes_and_deletes(lab, scope):
    get = lab()
    for reply in (get.put(scope=scope, who="reader"), get.delete(scope=scope, who="reader")):
        assert code(reply) == (403, "AuthorizationFailed")
        assert f"over scope '{scope}{AUTH}/roleAssignments/{NAME}'" in reply.body["error"]["message"]
        assert "ABAC" not in reply.body["error"]["message"]


def test_the_last_owner_of_a_subscription_stays(lab):
    guid = "aaaaaaaa-0000-0000-0000-0000000000ff"
    get = lab(answer(f"{ACR}/r3{AUTH}/roleAssignments", assignment(S, "root", OWNER, guid)))
    assert get.delete(guid, S).status == 200
    assert get.put(principal="reader", guid=OWNER, scope=G).status == 201
    assert code(get.delete("a-owner", S)) == (412, "CannotDeleteLastRbacAdminAssignment")


def test_a_subscription_is_full_at_4000(lab):
    many = [assignment(f"{ACR}/r{n % 5}", f"p{n}", PULL, f"n{n}") for n in range(3995)]
    get = lab(answer(f"{ACR}/r4{AUTH}/roleAssignments", *many))
    assert get.put().status == 201
    assert code(get.put(name=OTHER, scope=G)) == (400, "RoleAssignmentLimitExceeded")


CONDITION = (
    f"((!(ActionMatches{{'{WRITE}'}})) OR "
    f"(@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{PULL}}} AND "
    "@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase "
    "{'ServicePrincipal'})) AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR "
    f"(@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{PULL}}}))"
)


@pytest.fixture
def delegated(lab):
    guid = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
    held = assignment(G, "reader", guid, "a-delegate", condition=CONDITION, conditionVersion="2.0")
    return lab(
        answer(f"{S}{AUTH}/roleDefinitions", role(guid, "*/read", "Microsoft.Authorization/roleAssignments/*")),
        answer(f"{G}{AUTH}/roleAssignments", held, assignment(S, "owner", OWNER, "a-owner")),
    )


def test_a_delegate_assigns_what_its_condition_allows(delegated):
    assert delegated.put(who="reader").status == 201
    assert delegated.delete(who="reader").status == 200


@pytest.mark.parametrize(
    "sent", [{"guid": READER}, {"principal": "club"}, {"principal": STRANGER, "principalType": "User"}]
)
def test_a_delegate_assigns_nothing_else(delegated, sent):
    reply = delegated.put(who="reader", **sent)
    assert code(reply) == (403, "AuthorizationFailed")
    assert "does not have authorization or an ABAC condition not fulfilled to perform" in reply.body["error"]["message"]


def test_a_delegate_deletes_nothing_else(delegated):
    delegated.put(guid=READER)
    assert code(delegated.delete(who="reader")) == (403, "AuthorizationFailed")


def test_permissions_name_the_version_of_their_condition(delegated):
    plain, limited = delegated(f"{G}{AUTH}/permissions", "reader", version="2022-05-01-preview").body["value"]
    assert "condition" not in plain
    assert (limited["condition"], limited["conditionVersion"]) == (CONDITION, "2.0")


def test_recorded_permissions_hold_until_something_is_assigned(lab):
    block = {"actions": ["*/read"], "notActions": []}
    get = lab(answer(f"{ACR}/r0{AUTH}/permissions", block), caller={"object_id": "puller"})
    asked = f"{ACR}/r0{AUTH}/permissions"
    assert get(asked, "puller").body["value"] == [block]
    get.put()
    assert [len(one["actions"]) for one in get(asked, "puller").body["value"]] == [2]
