"""Faults of files, against what the SDK's own loaders accept and refuse."""

from __future__ import annotations

import json
from io import StringIO

import pytest
import yaml
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from pfdoctor.azure.file_schema import faults
from pfdoctor.project.source import Source
from pfdoctor.project.yaml_file import parse

pytestmark = pytest.mark.filterwarnings("ignore")

DEPLOYMENT = {"name": "blue", "endpoint_name": "web", "model": "azureml:m:1", "instance_type": "Standard_DS3_v2"}
ENDPOINT = {"name": "web", "auth_mode": "key"}
ROUTES = {f"{name}_route": {"port": 8080, "path": "/"} for name in ("liveness", "readiness", "scoring")}


def read(text):
    node, _ = parse(text, Source("file.yml", tuple(text.split("\n"))))
    return node


def loads(kind, text):
    """Whether the SDK's own loader takes a text; where it falls over instead of refusing, nothing can be compared."""
    import azure.ai.ml as sdk
    from azure.ai.ml.exceptions import MlException

    load = {
        "deployment": sdk.load_online_deployment,
        "endpoint": sdk.load_online_endpoint,
        "environment": sdk.load_environment,
    }[kind]
    try:
        load(StringIO(text))
    except (ValidationError, MlException):
        return False
    except (AttributeError, KeyError, TypeError, ValueError):
        reject()
    return True


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 90), st.sampled_from(["", "x", "3", "true", "PT5S", "key"])
)
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=2),
    st.dictionaries(st.sampled_from(["a", "type", "port", "enabled"]), SCALARS, max_size=2),
    st.sampled_from(["azureml:a:1", "azureml:a", "azureml:a@latest", "azureml://registries/r/models/a/versions/1"]),
    st.just({"image": "i", "inference_config": ROUTES}),
)
DEPLOYMENT_PATHS = """tags description model model.name model.type environment environment.image environment.os_type
 environment.inference_config environment.inference_config.scoring_route environment_variables instance_type
 instance_count scale_settings scale_settings.type scale_settings.min_instances request_settings
 request_settings.request_timeout_ms liveness_probe liveness_probe.period app_insights_enabled data_collector
 data_collector.sampling_rate data_collector.collections data_collector.collections.in egress_public_network_access
 code_configuration code_configuration.code type no_such_field request_settings.no_such_field name"""
ENDPOINT_PATHS = """auth_mode identity identity.type identity.user_assigned_identities traffic traffic.blue
 mirror_traffic public_network_access properties tags description no_such_field name"""


@st.composite
def changed(draw, whole, paths):
    """A good file with some of its values replaced."""
    body = json.loads(json.dumps(whole))
    for path in draw(st.lists(st.sampled_from(paths.split()), min_size=1, max_size=2)):
        *above, last = path.split(".")
        here = body
        for name in above:
            if not isinstance(here.get(name), dict):
                here[name] = {}
            here = here[name]
        here[last] = json.loads(json.dumps(draw(VALUES)))
    return yaml.safe_dump(body, sort_keys=False)


@given(changed(DEPLOYMENT, DEPLOYMENT_PATHS))
@settings(max_examples=200, deadline=None)
def test_a_deployment_has_a_fault_exactly_if_the_sdk_refuses_it(text):
    assert bool(faults("deployment", read(text))) != loads("deployment", text)


@given(changed(ENDPOINT, ENDPOINT_PATHS))
@settings(max_examples=100, deadline=None)
def test_an_endpoint_has_a_fault_exactly_if_the_sdk_refuses_it(text):
    assert bool(faults("endpoint", read(text))) != loads("endpoint", text)


def places(found):
    return [(fault.kind, fault.path, fault.node.line) for fault in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("traffic: {blue: many}\nname: web", [("value", "traffic.blue", 1)]),
        ("name: web\nidentity:\n  type: user_assigned\n  user_assigned_identities:\n  - a\n", 5),
        ("name: web\nauth_mod: key\n", [("unknown", "auth_mod", 2)]),
        ("auth_mode: key\n", [("missing", "name", 1)]),
        ("name: web\nauth_mode: ${{ AUTH }}\ntraffic: {blue: '{{SHARE}}'}\n{{extra}}: 1\n", []),
        ("name: web\nprovisioning_state: [1]\nkind: whatever\n", [("value", "provisioning_state", 2)]),
    ],
)
def test_a_fault_is_told_where_it_stands(text, found):
    expected = [("value", "identity.user_assigned_identities.0", found)] if isinstance(found, int) else found
    assert places(faults("endpoint", read(text))) == expected


def test_of_several_forms_the_nearest_tells():
    inline = "environment:\n  image: i\n  inference_config:\n    scoring_route: {port: 1, path: /, host: h}\n"
    text = yaml.safe_dump(DEPLOYMENT) + inline
    assert [fault.path for fault in faults("deployment", read(text))] == [
        "environment.inference_config.liveness_route",
        "environment.inference_config.readiness_route",
        "environment.inference_config.scoring_route.host",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("type: azure_open_ai\nname: a\nazure_endpoint: https://a\ncredentials: {type: api_key, key: k}", []),
        (
            "type: azure_open_ai\nname: a\ncredentials: {type: no}\nazure_endpoint: https://a\n",
            [("value", "credentials.type", 3)],
        ),
        (
            "type: git\nname: a\ntarget: https://a\ncredentials: {type: pat, pat: p}\nnope: 1\n",
            [("unknown", "nope", 5)],
        ),
        ("type: ${TYPE}\nname: a\nazure_endpoint: https://a\n", []),
        (
            "type: azure_one_lake\nendpoint: e\none_lake_workspace_name: w\nartifact: {name: n, type: lake_house}\n",
            [],
        ),
    ],
)
def test_a_connection_is_judged_by_its_type(text, found):
    assert places(faults("connection", read(text))) == found


BARE = "name: a\nendpoint_name: b\ninstance_type: c\ninstance_count: 1\n"


@pytest.mark.parametrize(
    ("kind", "text", "path"),
    [
        ("deployment", f"{BARE}model: {{path: ., version: 1}}\n", "model.name"),
        ("deployment", f"{BARE}model: {{name: m, version: 2024-01-01, path: .}}\n", "model.version"),
        ("deployment", f"{BARE}description: 2024-01-01\n", "description"),
        ("environment", "name: a\nimage: b\nversion: 2024-01-01\n", "version"),
        ("endpoint", "name: a\nidentity: {}\n", "identity.type"),
        ("connection", "name: a\ntype: azure_open_ai\napi_key: k\n", "azure_endpoint"),
        ("connection", "name: a\ntype: custom\ncredentials: {type: api_key, key: k}\n", "target"),
        ("connection", "name: a\ntype: azure_ai_services\nendpoint: b\napi_key: k\n", "ai_services_resource_id"),
        ("connection", "name: a\ntype: azure_open_ai\nazure_endpoint: b\napi_version: 2024-02-01\n", "api_version"),
    ],
)
def test_what_the_classes_of_the_sdk_refuse_is_a_fault_too(kind, text, path):
    assert [fault.path for fault in faults(kind, read(text))] == [path]


def test_a_connection_whose_service_has_one_address_needs_none():
    assert faults("connection", read("name: a\ntype: open_ai\napi_key: k\n")) == ()


def test_aliases_cost_no_more_than_their_file():
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 30))
    text = f"name: web\nl0: &l0 x\n{laughs}tags: *l29\nauth_mode: *l29\ntraffic: {{blue: *l29}}\n"
    assert {fault.path for fault in faults("endpoint", read(text)) if fault.kind == "value"} == {
        "tags",
        "auth_mode",
        "traffic.blue",
    }


def test_nothing_that_a_file_names_is_opened(tmp_path):
    """A conda file that the SDK's loader would not survive."""
    (tmp_path / "conda.yml").write_text("[", encoding="utf-8")
    text = f"name: e\nimage: i\nconda_file: {tmp_path.as_posix()}/conda.yml\nbuild: {{path: /nowhere}}\n"
    assert faults("environment", read(text)) == ()


@pytest.mark.parametrize(
    "model",
    [
        "{path: azureml://datastores/a/paths/b}",
        "{path: 'https://a.blob.core.windows.net/c/m'}",
        "{path: 'runs:/1/model', type: mlflow_model}",
        "{name: m, path: azureml://datastores/a/paths/b}",
        "{name: m, version: 1, path: azureml://datastores/a/paths/b}",
    ],
)
def test_a_model_that_lies_in_azure_needs_a_name(model):
    text = yaml.safe_dump({**DEPLOYMENT, "model": yaml.safe_load(model)})
    assert bool(faults("deployment", read(text))) != loads("deployment", text)
