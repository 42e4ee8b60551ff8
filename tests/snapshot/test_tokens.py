"""Tokens keep the rules of what they stand for."""

from __future__ import annotations

import re
import uuid

from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.hosts import host_of
from pfdoctor.snapshot.hosts import host
from pfdoctor.snapshot.ids import path_of
from pfdoctor.snapshot.images import image
from pfdoctor.snapshot.names import GUID, Names
from pfdoctor.snapshot.urls import url
from pfdoctor.snapshot.vocabulary import KINDS, SEGMENTS

NAME = st.from_regex(r"[a-z][a-z0-9-]{1,30}[a-z0-9]", fullmatch=True)
KIND = st.sampled_from(sorted({*KINDS.values(), *SEGMENTS.values(), "group", "subscription", "name"}))
STORAGE = re.compile(r"[a-z][a-z0-9]{2,23}")
"""The narrowest of all rules: 3 to 24 lower-case letters and digits, a letter first."""


@given(NAME, KIND, st.binary(min_size=8, max_size=8))
def test_a_token_fits_every_types_rules_and_is_always_the_same(name, kind, salt):
    names = Names(salt)
    token = names.name(name, kind)
    assert STORAGE.fullmatch(token)
    assert token == names.name(name, kind) == names.name(name, "name") == Names(salt).name(name, kind)
    assert token != name


@given(NAME, KIND)
def test_another_salt_makes_another_token(name, kind):
    assert Names(b"one").name(name, kind) != Names(b"two").name(name, kind)


@given(NAME)
def test_case_does_not_matter_but_shows(name):
    names = Names(b"x")
    assert names.name(name.capitalize()) == names.name(name.upper()) == names.name(name).capitalize()


@given(NAME, NAME)
def test_other_names_have_other_tokens(one, other):
    names = Names(b"x")
    assert (names.name(one) == names.name(other)) == (one == other)


@given(st.uuids())
def test_a_guid_is_a_guid(guid):
    names = Names(b"x")
    token = names.guid(str(guid))
    assert GUID.fullmatch(token)
    assert str(uuid.UUID(token)) == token == names.name(str(guid))
    assert names.guid(str(guid).upper()).lower() == token


def test_guids_that_everyone_has_stay():
    for guid in ("00000000-0000-0000-0000-000000000000", "7f951dda-4ed3-4680-a7ca-43fe172d538d"):
        assert Names(b"x").guid(guid) == guid


SUFFIXES = ("azurecr.io", "blob.core.windows.net", "openai.azure.com", "search.windows.net", "vault.azure.net")


@given(NAME, st.sampled_from(SUFFIXES))
def test_a_host_keeps_its_suffix_and_names_its_resource(name, suffix):
    names = Names(b"x")
    name = name.replace("-", "")
    assert host(names, f"{name}.{suffix}") == f"{names.name(name)}.{suffix}"


@given(NAME, NAME)
def test_a_wildcard_still_stands_for_what_it_stood_for(one, other):
    names = Names(b"x")
    assert host(names, f"{one}.{other}.com").endswith(host(names, f"*.{other}.com")[1:])


@given(NAME, NAME, NAME, NAME)
def test_an_id_keeps_its_types_and_its_order(group, workspace, endpoint, deployment):
    text = (
        f"/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/{group}/providers"
        f"/Microsoft.MachineLearningServices/workspaces/{workspace}/onlineEndpoints/{endpoint}/deployments/{deployment}"
    )
    names = Names(b"x")
    found = ArmId(path_of(names, text))
    assert found.type == ArmId(text).type
    assert [found.resource_group, found.name] == [names.name(group), names.name(deployment)]
    assert found.within(ArmId(path_of(names, text.partition("/onlineEndpoints")[0])))
    assert path_of(names, text.upper()).lower() == found.key


def kept(text):
    names = Names(b"x")
    names.regions.add("eastus")
    return image(names, text) if ":" in text and "//" not in text else host(names, text)


def test_what_is_everyones_stays():
    for text in (
        "mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable:latest",
        "mcr.microsoft.com",
        "eastus.api.cognitive.microsoft.com",
        "api.openai.com",
        "management.azure.com",
        "localhost",
    ):
        assert kept(text) == text


def test_hosts_with_more_labels():
    names = Names(b"x")
    names.regions.add("eastus")
    assert host(names, "ep.eastus.inference.ml.azure.com") == f"{names.name('ep')}.eastus.inference.ml.azure.com"
    assert host(names, "acr1.eastus.data.azurecr.io") == f"{names.name('acr1')}.eastus.data.azurecr.io"
    scoped = host(names, "acr1-a8b7c6.azurecr.io")
    assert re.fullmatch(rf"{names.name('acr1')}-[a-z2-7]{{8}}\.azurecr\.io", scoped)


def test_images():
    names = Names(b"x")
    found = image(names, "acr1.azurecr.io:443/team/promptflow-app:2024.1@sha256:" + "ab" * 32)
    assert re.fullmatch(
        rf"{names.name('acr1')}\.azurecr\.io:443/{names.name('team')}/promptflow\w+:2024\.1@sha256:[0-9a-f]{{64}}",
        found,
    )
    assert image(names, "contoso/x") == f"{names.name('contoso')}/{names.name('x')}"


def test_urls():
    names = Names(b"x")
    found = url(
        names, "https://ann:secret@acc1.openai.azure.com:443/openai/deployments/x?api-version=2024-02-01&who=ann"
    )
    assert host_of(found) == f"{names.name('acc1')}.openai.azure.com"
    assert "ann" not in found
    assert found.endswith(f"/openai/deployments/{names.name('x')}?api-version=2024-02-01&who={names.name('ann')}")
