"""The readers against 583 real files, whose labels an independent script read from them."""

from __future__ import annotations

import json
import shutil

import pytest

from pfdoctor.engine.catalogue import load
from pfdoctor.engine.run import run_files
from pfdoctor.model.image import Image
from pfdoctor.project import requirements
from pfdoctor.project.environment_file import FILE_ROUTES
from pfdoctor.project.project import open_project

# Labels that are wrong, each with what the file really says.
WRONG = {
    "files/Azure__azureml-examples@8358801/cli/endpoints/online/aks/simple-flow/1-create-aks-endpoint-with-blue.yml": (
        "the label says no Kubernetes; the schema is k8sOnlineEndpoint and the target a cluster"
    ),
}


@pytest.fixture(scope="module", name="rows")
def _rows(shared):
    lines = (shared / "corpus" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module", name="corpus")
def _corpus(shared, rows, tmp_path_factory):
    """Each file by its row, read in a tree of its own; a Dockerfile that the corpus lacks is made from its label."""
    place = tmp_path_factory.mktemp("corpus")
    found = {}
    for number, row in enumerate(row for row in rows if row["kind"] != "requirements"):
        source = shared / "corpus" / row["file"]
        folder = place / str(number)
        folder.mkdir()
        shutil.copy(source, folder / source.name)
        for beside in ("flow.meta.yaml", "requirements.txt"):
            if (source.parent / beside).is_file():
                shutil.copy(source.parent / beside, folder / beside)
        truth = row["truth"].get("environment_inline") or row["truth"]
        if truth.get("dockerfile_from"):
            context = folder / truth["build"]["path"]
            context.mkdir(parents=True, exist_ok=True)
            text = "".join(f"FROM {image}\n" for image in truth["dockerfile_from"])
            (context / (truth["build"].get("dockerfile_path") or "Dockerfile")).write_text(text, encoding="utf-8")
        project = open_project(folder)
        read = getattr(project, row["kind"] + "s")
        assert [file.source.name for file in read] == [source.name], row["file"]
        found[row["file"]] = (project, read[0])
    return found


@pytest.fixture(name="disagreements")
def _disagreements(rows, corpus):
    """Compare what a function reads from each file of a kind with what another takes from its label."""

    def compare(kind, read, label):
        found = []
        for row in rows:
            if row["kind"] != kind or "parse_error" in row["truth"]:
                continue
            project, file = corpus[row["file"]]
            ours, theirs = read(project, file), label(row["truth"])
            if ours != theirs and row["file"] not in WRONG:
                found.append((row["file"], ours, theirs))
        return found

    return compare


def routes(environment):
    found = {}
    for name in FILE_ROUTES:
        route = environment.route(name)
        if route is not None:
            found[name.removesuffix("_route")] = {key: node.value for key, node in route.mapping.items()}
    return found


def image_class(image):
    if image is None or not image:
        return None
    return Image(str(image)).prompt_flow or "other"


def base_class(project, environment):
    image = environment.image
    if image is not None:
        return image_class(image.text)
    made = environment.dockerfile(project.root)
    return image_class(made.base) if made else None


def environment_facts(project, environment):
    return {
        "name": environment.body.text_at("name") or None,
        "has_inference_config": environment.body.at("inference_config") is not None,
        "all_three_routes": len(routes(environment)) == 3,
        "routes": routes(environment),
        "has_build": environment.build is not None,
        "image": environment.image.text if environment.image else None,
        "image_class": image_class(environment.image and environment.image.text),
        "base_image_class": base_class(project, environment),
    }


ENVIRONMENT = (
    "name",
    "has_inference_config",
    "all_three_routes",
    "routes",
    "has_build",
    "image",
    "image_class",
    "base_image_class",
)


def some(truth, keys):
    return {key: truth.get(key) for key in keys}


def test_environments(disagreements):
    assert disagreements("environment", environment_facts, lambda truth: some(truth, ENVIRONMENT)) == []


def test_environments_written_into_deployments(disagreements):
    def read(project, deployment):
        inline = deployment.environment
        return environment_facts(project, inline) if inline else None

    def label(truth):
        inline = truth.get("environment_inline")
        return some(inline, ENVIRONMENT) if inline else None

    assert disagreements("deployment", read, label) == []


DEPLOYMENT = (
    "endpoint_name",
    "instance_count",
    "instance_type",
    "app_insights_enabled",
    "egress_public_network_access",
    "kubernetes",
    "has_code_configuration",
    "environment_variables",
    "environment_form",
)


def test_deployments(disagreements):
    def plain(deployment, path):
        found = deployment.body.at(path)
        return found.plain() if found else None

    def read(project, deployment):
        form = "inline" if deployment.environment else "reference" if deployment.environment_reference else "absent"
        simple = ("endpoint_name", "instance_count", "instance_type", "app_insights_enabled")
        return {
            **{name: plain(deployment, name) for name in (*simple, "egress_public_network_access")},
            "kubernetes": deployment.kubernetes,
            "has_code_configuration": plain(deployment, "code_configuration") is not None,
            "environment_variables": {name: node.plain() for name, node in deployment.variables.items()},
            "environment_form": form,
        }

    assert disagreements("deployment", read, lambda truth: some(truth, DEPLOYMENT)) == []


def test_endpoints(disagreements):
    def read(project, endpoint):
        return (
            endpoint.body.at("identity") is not None,
            endpoint.identity_type,
            len(endpoint.user_assigned),
            endpoint.auth_mode,
            endpoint.enforcement.text if endpoint.enforcement else None,
            endpoint.kubernetes,
        )

    def label(truth):
        return (
            truth["has_identity_block"],
            truth["identity_type"] or "system_assigned",
            truth["n_user_assigned"],
            truth["auth_mode"].lower(),
            truth["enforce_access_to_default_secret_stores"],
            truth["kubernetes"],
        )

    assert disagreements("endpoint", read, label) == []


def test_flows(disagreements):
    def read(project, flow):
        if flow.flex:
            return flow.body.text_at("entry"), flow.image.text if flow.image else None
        declared = flow.declares_evaluation
        evidence = []
        if declared is not None:
            evidence.append("meta_type" if declared.source.name.endswith("flow.meta.yaml") else "type")
        if flow.aggregations:
            evidence.append("aggregation_nodes")
        requirements = flow.requirements
        return {
            "evaluation_evidence": evidence,
            "aggregation_nodes": [node.text_at("name") for node in flow.aggregations],
            "is_chat_inputs": bool(flow.chat_inputs or flow.chat_histories),
            "uses_index_lookup": bool(flow.lookups),
            "env_image": flow.image.text if flow.image else None,
            "python_requirements_txt": requirements.text if requirements else None,
            "requirements_txt_sibling": (flow.folder / "requirements.txt").is_file() or None,
        }

    def label(truth):
        if truth["flow_kind"] == "flex":
            return truth["entry"], truth["env_image"]
        names = ("evaluation_evidence", "aggregation_nodes", "is_chat_inputs", "uses_index_lookup", "env_image")
        return some(truth, (*names, "python_requirements_txt")) | {
            "requirements_txt_sibling": truth["requirements_txt_sibling"] or None
        }

    assert disagreements("flow", read, label) == []


def test_connections_that_flows_use(disagreements):
    def read(project, flow):
        # The labels are of nodes; what environment variables refer to has a test of its own.
        return [] if flow.flex else sorted({use.name for use in flow.uses if not use.variable})

    def label(truth):
        inputs = [one.partition("=")[2] for one in truth.get("connection_like_inputs", [])]
        return sorted({*truth.get("connections", []), *inputs})

    assert disagreements("flow", read, label) == []


def test_connection_files(disagreements):
    def read(project, connection):
        return connection.name, connection.type, connection.uses_entra_id

    assert disagreements("connection", read, lambda truth: (truth["name"], truth["type"], truth["is_entra"])) == []


def test_requirements(rows, shared):
    found = []
    for row in rows:
        if row["kind"] != "requirements":
            continue
        path = shared / "corpus" / row["file"]
        read = requirements.read(path, path.parent)
        packages = sorted({line.name for line in read.of("package") if line.package.startswith("promptflow")})
        ours = (
            bool(read.private_indexes),
            [line.name for line in read.of("index")],
            [line.name for line in read.of("local")],
            [line.name for line in read.of("url")],
            packages,
        )
        truth = row["truth"]
        theirs = (
            truth["private_feed"],
            truth["index_urls"],
            truth["local_paths"],
            truth["vcs_or_url"],
            sorted(truth["promptflow_pkgs"]),
        )
        if ours != theirs:
            found.append((row["file"], ours, theirs))
    assert found == []


def test_no_check_crashes_on_any(rows, corpus):
    checks = load().select(endpoint=False)
    results = [result for project, _ in corpus.values() for result in run_files(checks, project)]
    assert {result.outcome.value for result in results} <= {"passed", "failed", "unknown", "skipped"}


def test_evaluation_flows_and_no_others_are_refused(rows, corpus):
    """Declared: an error; shown by aggregation alone: a warning; anything else passes or is no evaluation."""
    for row in rows:
        if row["kind"] != "flow" or row["truth"]["flow_kind"] != "dag":
            continue
        project = corpus[row["file"]][0]
        results = run_files([load()["flow-deployable"]], project)
        found = {one.severity.value for one in results if "evaluation flow" in one.message}
        evidence = row["truth"]["evaluation_evidence"]
        meant = {"error"} if {"type", "meta_type"} & set(evidence) else {"warning"} if evidence else set()
        assert found == meant, row["file"]
