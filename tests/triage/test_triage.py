"""Ranking, quoting, and what is taken from a text to be looked up."""

from __future__ import annotations

import pytest

from pfdoctor.model.diagnosis import Depth, Diagnosis
from pfdoctor.model.symptom import Symptom
from pfdoctor.triage.extract import extracts
from pfdoctor.triage.search import Hit
from pfdoctor.triage.triage import ranked, symptoms_of

KNOWN = {
    name: Diagnosis(name, name, "", "", "", "", depth=depth)
    for name, depth in (("cause", Depth.CAUSE), ("other", Depth.CAUSE), ("effect", Depth.EFFECT))
}


def rank(*weights):
    hits = [Hit(Symptom(id, f"words of {id}", weight), "", id, "") for id, weight in weights]
    return [(one.diagnosis.id, one.confidence) for one in ranked(hits, KNOWN)]


def test_a_cause_comes_before_a_stronger_effect():
    assert rank(("effect", 0.9), ("cause", 0.6)) == [("cause", 0.6), ("effect", 0.36)]


def test_a_mere_hint_of_a_cause_explains_nothing():
    assert rank(("effect", 0.9), ("cause", 0.3)) == [("effect", 0.9), ("cause", 0.3)]


def test_several_causes_are_ranked_by_weight():
    assert rank(("other", 0.7), ("cause", 0.9)) == [("cause", 0.9), ("other", 0.7)]


def test_more_symptoms_of_the_same_make_it_surer_but_never_certain():
    assert rank(("cause", 0.9), ("cause", 0.6)) == [("cause", 0.91)]
    assert rank(*[("cause", 0.9)] * 50)[0][1] == 0.99


def test_confidences_descend_with_the_order(diagnose):
    text = "HTTP/1.1 424 Failed Dependency ResourceNotReady OutOfQuota Access denied to list workspace secret"
    found = [one.confidence for one in diagnose(text).findings]
    assert found == sorted(found, reverse=True)
    assert len(found) > 2


def test_the_quote_holds_the_words_and_some_of_their_line(diagnose):
    found = diagnose("one line\nERROR here: Access denied to list workspace secret, sorry\nanother").findings[0]
    assert found.matched == "ERROR here: Access denied to list workspace secret, sorry"


def test_a_symptom_of_an_unknown_diagnosis_is_left_out():
    class Plugin:
        symptoms = (Symptom("of-somebody-else", "words of theirs"), "told only")

    assert "of-somebody-else" not in {symptom.diagnosis for symptom in symptoms_of([Plugin])}


SECRET = "q7Zt4mXw9LbNc2VyKs8RdPfGh3JuTe6A"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET} Access denied to list workspace secret",
        f"api_key={SECRET} Access denied to list workspace secret api_key={SECRET}",
        "Access denied to list workspace secret " + "." * 60 + f" AccountKey={SECRET}",
        f"token eyJ{SECRET}.{SECRET} {SECRET[:0]}Access denied to list workspace secret",
        f"x-request-id: 5b1e5f0a-6a3c\nconnection 'password={SECRET}' not found in workspace azureml",
    ],
)
def test_no_secret_is_told(diagnose, text):
    assert SECRET not in repr(diagnose(text))


def taken(text):
    return {(one.kind, one.value) for one in extracts([text])}


ID = "6d1c0d3e-0000-4000-8000-00000000aa01"


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"with object id '{ID}' does", "object id", ID),
        (f"Identity(object id: {ID}) does", "object id", ID),
        (f'\\"oid\\":\\"{ID}\\"', "object id", ID),
        (f"clientId={ID}", "client id", ID),
        (
            "perform action 'Microsoft.Storage/storageAccounts/read' over",
            "action",
            "Microsoft.Storage/storageAccounts/read",
        ),
        ("over scope '/subscriptions/0/resourceGroups/rg a' or", "scope", "/subscriptions/0/resourceGroups/rg"),
        ("url /subscriptions/0/x/connections/aoai/listsecrets?api", "scope", "/subscriptions/0/x/connections/aoai"),
        ("url /subscriptions/0/x/connections/aoai/listsecrets?api", "connection", "aoai"),
        ("Connection 'my-search' required for flow", "connection", "my-search"),
        ("lookup crprod.azurecr.io on", "registry", "crprod.azurecr.io"),
        ("image crprod.azurecr.io/a/b:v1 not", "image", "crprod.azurecr.io/a/b:v1"),
        ("x-request-id: 5b1e5f0a-6a3c-4a27", "x-request-id", "5b1e5f0a-6a3c-4a27"),
        ('"x-ms-correlation-request-id": "5b1e5f0a-6a3c"', "correlation id", "5b1e5f0a-6a3c"),
        ("https://my-ep.westeurope.inference.ml.azure.com/score", "endpoint", "my-ep"),
        ("https://my-ep.westeurope.inference.ml.azure.com/score", "region", "westeurope"),
        ("azureml-model-deployment: blue\r\n", "deployment", "blue"),
        ("ms-azureml-model-error-statuscode: 401", "model status code", "401"),
        ("HTTP/1.1 424 Failed", "status code", "424"),
        ("failed with status code: 502, action", "status code", "502"),
        ("not registered to use namespace 'Microsoft.Network'", "namespace", "Microsoft.Network"),
        ("No module named 'langchain.chains'", "module", "langchain.chains"),
        ("(KeyError) 'COSMOS_KEY'", "environment variable", "COSMOS_KEY"),
        ("quota available for Standard_DS3_v2 in", "VM size", "Standard_DS3_v2"),
        ("at 2024-11-10T10:47:33Z", "time", "2024-11-10T10:47:33Z"),
    ],
)
def test_what_can_be_looked_up_is_taken_out(text, kind, value):
    assert (kind, value) in taken(text)


def test_few_of_a_kind_and_each_once():
    text = " ".join(f"/subscriptions/{number}/x" for number in range(50)) * 2
    assert len(taken(text)) == 5


@pytest.mark.parametrize("code", [401, 403, 404, 408, 409, 413, 424, 429, 500, 502, 503, 504])
def test_every_status_code_of_an_endpoint_means_something(first, code):
    assert first(f"HTTP/1.1 {code} \nhost: ep.eastus.inference.ml.azure.com\n") is not None


def test_a_status_code_of_another_service_means_nothing(first):
    assert first("HTTP/1.1 404 Not Found\nhost: www.example.com\n") is None
