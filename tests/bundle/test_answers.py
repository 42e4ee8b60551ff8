from __future__ import annotations

import pytest

from pfdoctor.bundle.answers import answerer
from pfdoctor.model.exchange import Ask, NotRecorded

S = "/subscriptions/s"
WS = f"{S}/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/ws"
ACR = f"{S}/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acr1"
EP = f"{WS}/onlineEndpoints/ep"


def resource(id_, **properties):
    return {"id": id_, "name": id_.rsplit("/", 1)[1], "properties": {"state": "here", **properties}}


def test_the_exact_answer_wins(ask_of):
    ask = ask_of(
        (ACR, resource(ACR, state="exact")),
        (f"{S}/providers/Microsoft.ContainerRegistry/registries", {"value": [resource(ACR)]}),
    )
    assert ask(ACR).body["properties"]["state"] == "exact"


def test_the_last_of_two_answers_wins(ask_of):
    assert (
        ask_of((ACR, resource(ACR, state="1")), (ACR.upper(), resource(ACR, state="2")))(ACR).body["properties"][
            "state"
        ]
        == "2"
    )


def test_says_which_api_version_answered(ask_of):
    assert ask_of((ACR, resource(ACR)))(f"{ACR}?api-version=2025-11-01").api_version == "2022-04-01"


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_a_failure_is_an_answer(ask_of, status):
    reply = ask_of((ACR, {"error": {"code": "X"}}, status))(ACR)
    assert (reply.status, reply.body) == (status, {"error": {"code": "X"}})


def test_what_was_not_recorded_is_not_known(ask_of):
    with pytest.raises(NotRecorded, match=f"GET {ACR} is not in this bundle"):
        ask_of((WS, resource(WS)))(ACR)


@pytest.mark.parametrize(
    "recorded",
    [
        {"status": None, "error": "connection reset"},
        {"status": 0, "error": {"code": "reset", "message": "connection reset"}},
        {"status": 200, "body": {"value": []}, "partial": [], "error": "connection reset"},
    ],
)
def test_an_answer_that_never_came(ask_of, recorded):
    with pytest.raises(NotRecorded, match="connection reset"):
        ask_of({"request": f"GET {ACR}", **recorded})(ACR)


def test_a_list_with_a_failed_page_is_that_failure(ask_of):
    page = {"status": 429, "body": {"error": {"code": "TooManyRequests"}}, "partial": [resource(ACR)]}
    ask = ask_of({"request": f"GET {S}/providers/Microsoft.ContainerRegistry/registries", **page})
    assert ask(f"{S}/providers/Microsoft.ContainerRegistry/registries").status == 429
    with pytest.raises(NotRecorded):
        ask(ACR)


@pytest.mark.parametrize(
    ("collection", "id_"),
    [
        (f"{S}/providers/Microsoft.ContainerRegistry/registries", ACR),
        (f"{WS}/onlineEndpoints", EP),
        (f"{EP}/deployments", f"{EP}/deployments/blue"),
        (f"{WS}/environments/e/versions", f"{WS}/environments/e/versions/3"),
        (
            f"{S}/providers/Microsoft.Authorization/roleAssignments",
            f"{ACR}/providers/Microsoft.Authorization/roleAssignments/n",
        ),
    ],
)
def test_a_list_answers_for_its_items(ask_of, collection, id_):
    assert ask_of((collection, {"value": [resource(id_)]}))(id_.upper()).body["id"] == id_


def test_a_list_of_providers_answers_for_each(ask_of):
    item = {
        "id": f"{S}/providers/Microsoft.Storage",
        "namespace": "Microsoft.Storage",
        "registrationState": "Registered",
    }
    assert ask_of((f"{S}/providers", {"value": [item]}))(f"{S}/providers/microsoft.storage").body == item


@pytest.mark.parametrize(
    ("collection", "item"),
    [
        (f"{S}/resources", resource(ACR)),
        (f"{S}/providers/Microsoft.ContainerRegistry/registries", {"id": ACR, "name": "acr1"}),
        (f"{WS}/environments", resource(f"{WS}/environments/e")),
        (f"{S}/providers/Microsoft.MachineLearningServices/workspaces", resource(WS)),
    ],
)
def test_a_list_of_less_than_the_resource_does_not(ask_of, collection, item):
    with pytest.raises(NotRecorded):
        ask_of((collection, {"value": [item]}))(item["id"])


def test_what_a_whole_list_of_the_parent_lacks_is_missing(ask_of):
    reply = ask_of((f"{WS}/onlineEndpoints", {"value": [resource(EP)]}))(f"{WS}/onlineEndpoints/other")
    assert (reply.status, reply.body["error"]["code"]) == (404, "ResourceNotFound")


@pytest.mark.parametrize(
    ("collection", "body", "asked"),
    [
        (f"{WS}/onlineEndpoints", {"value": [], "nextLink": "https://management.azure.com/more"}, EP),
        (f"{WS}/onlineEndpoints?name=x", {"value": []}, EP),
        (f"{WS}/onlineEndpoints", {"value": [{"properties": {}}]}, EP),
        (f"{WS}/connections", {"value": []}, f"{WS}/connections/c"),
        (f"{S}/providers/Microsoft.ContainerRegistry/registries", {"value": []}, ACR),
        (f"{WS}/environments/e/versions", {"value": []}, f"{WS}/environments/e/versions/3"),
    ],
)
def test_what_a_lesser_list_lacks_may_exist(ask_of, collection, body, asked):
    with pytest.raises(NotRecorded):
        ask_of((collection, body))(asked)


def test_connections_of_one_category(ask_of):
    ask = ask_of(
        (
            f"{WS}/connections",
            {
                "value": [
                    resource(f"{WS}/connections/a", category="AzureOpenAI"),
                    resource(f"{WS}/connections/b", category="Serp"),
                ]
            },
        )
    )
    assert [item["name"] for item in ask(f"{WS}/connections?category=azureopenai&includeAll=false").body["value"]] == [
        "a"
    ]
    with pytest.raises(NotRecorded):
        ask(f"{WS}/connections?includeAll=true")


def test_a_connection_without_category_may_be_of_any(ask_of):
    with pytest.raises(NotRecorded):
        ask_of((f"{WS}/connections", {"value": [resource(f"{WS}/connections/a")]}))(f"{WS}/connections?category=Serp")


def test_the_newest_api_version_of_two_lists_answers(ask_of):
    lists = {
        f"{S}/providers/Microsoft.ContainerRegistry/registries": "2025-11-01",
        ACR.rpartition("/")[0]: "2021-09-01",
    }
    ask = ask_of(
        *(
            {"request": f"GET {path}", "api_version": version, "status": 200, "body": {"value": [resource(ACR)]}}
            for path, version in lists.items()
        )
    )
    assert ask(ACR).api_version == "2025-11-01"


@pytest.mark.parametrize("path", [EP, f"{WS}/onlineEndpoints/other"])
def test_a_query_asks_for_more_than_an_item(ask_of, path):
    with pytest.raises(NotRecorded):
        ask_of((f"{WS}/onlineEndpoints", {"value": [resource(EP)]}))(f"{path}?$expand=everything")


def test_logs_of_each_container(bundle_of):
    path = f"{EP}/deployments/blue/getLogs"
    logs = [
        {"request": f"POST {path}?containerType={kind}", "status": 200, "body": {"content": kind}}
        for kind in ("InferenceServer", "StorageInitializer")
    ]
    world = answerer(bundle_of(*logs))
    for kind in ("StorageInitializer", "InferenceServer"):
        asked = Ask.from_url("POST", path, b'{"containerType": "%s", "tail": 50}' % kind.encode())
        assert world(asked).body == {"content": kind}


@pytest.mark.parametrize("verb", ["PUT", "DELETE", "PATCH", "POST", "HEAD"])
def test_only_reads_are_answered(bundle_of, verb):
    world = answerer(bundle_of({"request": f"{verb} {ACR}", "status": 200, "body": {}}, (ACR, resource(ACR))))
    with pytest.raises(NotRecorded, match="would not only read"):
        world(Ask.from_url(verb, ACR))


def test_an_answer_without_version_never_has_the_one_that_is_asked_for(ask_of):
    ask = ask_of({"request": f"GET {ACR}", "status": 200, "body": resource(ACR)})
    assert ask(f"{ACR}?api-version=2025-11-01").api_version == "not recorded"


def test_the_version_may_stand_in_the_request_alone(ask_of):
    ask = ask_of({"request": f"GET {ACR}?api-version=2019-05-01", "status": 200, "body": resource(ACR)})
    assert ask(ACR).api_version == "2019-05-01"
