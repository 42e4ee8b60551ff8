"""A world to examine: one that ships, with what a test changes in it, read by the real clients."""

from __future__ import annotations

import copy
import textwrap
import uuid
from contextlib import closing
from datetime import timedelta

import pytest

from pfdoctor.azure.session import in_process
from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import parse
from pfdoctor.engine.catalogue import load as load_checks
from pfdoctor.engine.run import run, run_files
from pfdoctor.facts.facts import Facts
from pfdoctor.facts.opening import open_facts
from pfdoctor.lab.worlds import raw
from pfdoctor.model.target import Target
from pfdoctor.project.project import open_project

CATALOGUE = load_checks()


class World:
    """`body` gives the JSON of a resource to change in place; its copies in recorded lists are the same object."""

    def __init__(self, name="healthy"):
        self.files = None
        self.document = copy.deepcopy(raw(name))
        self.answers = self.document["answers"]
        self._share()

    def _share(self):
        found = {}
        for answer in self.answers:
            if isinstance(answer["body"], dict) and "properties" in answer["body"]:
                found[answer["body"].get("id", "").lower()] = answer["body"]
        for answer in self.answers:
            items = answer["body"].get("value") if isinstance(answer["body"], dict) else None
            for place, item in enumerate(items or []):
                key = str(item.get("id", "")).lower() if isinstance(item, dict) else ""
                if key:
                    items[place] = found.setdefault(key, item)

    @property
    def principal(self):
        """Object id of the endpoint's user-assigned identity."""
        return self.body("userAssignedIdentities/id-pf")["properties"]["principalId"]

    def body(self, ending):
        """The resource whose id ends so, without regard to case."""
        for answer in self.answers:
            body = answer["body"]
            for item in [body, *(body.get("value") or [])] if isinstance(body, dict) else []:
                if isinstance(item, dict) and str(item.get("id", "")).lower().endswith("/" + ending.lower()):
                    return item
        raise KeyError(ending)

    def properties(self, ending):
        return self.body(ending)["properties"]

    @property
    def workspace(self):
        return self.properties("workspaces/contoso-ml")

    @property
    def endpoint(self):
        return self.body("onlineEndpoints/my-endpoint")

    @property
    def deployment(self):
        return self.body("deployments/blue")

    @property
    def environment(self):
        return self.properties("environments/pf-web-classification/versions/3")

    def list(self, ending):
        """The items of a recorded list, to add to or take from."""
        return next(a["body"]["value"] for a in self.answers if a["request"].lower().endswith("/" + ending.lower()))

    def record(self, request, body, status=200, api_version="2025-09-01"):
        """Add an answer; it wins over an older one to the same request."""
        self.answers.append({"request": request, "api_version": api_version, "status": status, "body": body})

    def fail(self, ending, status=403):
        """Answer every request whose path ends so with a failure."""
        body = {"error": {"code": "AuthorizationFailed" if status == 403 else "Failed", "message": "planted"}}
        for answer in self.answers:
            if answer["request"].lower().endswith(ending.lower()):
                answer.update(status=status, body=body)

    def forget(self, ending):
        """Take the resource out: its own answer, and its place in every list."""
        ending = "/" + ending.lower()
        self.answers[:] = [a for a in self.answers if not a["request"].lower().endswith(ending)]
        for answer in self.answers:
            if isinstance(answer["body"], dict) and isinstance(answer["body"].get("value"), list):
                items = answer["body"]["value"]
                items[:] = [i for i in items if not str((i or {}).get("id", "")).lower().endswith(ending)]

    def missing(self, ending):
        """Answer 404 for the resource."""
        place = self.body(ending)["id"]
        self.forget(ending)
        error = {"error": {"code": "ResourceNotFound", "message": "planted"}}
        self.record(f"GET {place}", error, status=404)

    def assignments(self):
        return self.list("providers/Microsoft.Authorization/roleAssignments")

    def grant(self, role_guid, scope, principal=None, principal_type="ServicePrincipal", days=90, **more):
        """Give a role: `scope` is an ARM id, `days` its age."""
        subscription = self.document["target"]["subscription"]
        created = parse(self.document, "test").taken_at - timedelta(days=days)
        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{role_guid}{scope}{principal}"))
        self.assignments().append(
            {
                "id": f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}",
                "name": name,
                "type": "Microsoft.Authorization/roleAssignments",
                "properties": {
                    "scope": scope,
                    "principalId": principal or self.principal,
                    "principalType": principal_type,
                    "roleDefinitionId": f"/subscriptions/{subscription}/providers/Microsoft.Authorization"
                    f"/roleDefinitions/{role_guid}",
                    "createdOn": created.isoformat(),
                    **more,
                },
            }
        )

    def revoke(self, role_guid=None):
        """Take a role (all, if none is named) from the endpoint's identity."""
        items = self.assignments()
        items[:] = [
            one
            for one in items
            if one["properties"]["principalId"] != self.principal
            or (role_guid and not one["properties"]["roleDefinitionId"].lower().endswith(role_guid))
        ]

    def system_assigned(self):
        """Give the endpoint a system-assigned identity, of the same principal, instead of its user-assigned one."""
        self.endpoint["identity"] = {"type": "SystemAssigned", "principalId": self.principal}

    def project(self):
        """Make the workspace a project; its hub, whose body is returned, is what the workspace was."""
        body = self.body("workspaces/contoso-ml")
        hub = copy.deepcopy(body)
        hub.update(id=body["id"].replace("contoso-ml", "contoso-hub"), name="contoso-hub", kind="Hub")
        body["kind"] = "Project"
        body["properties"].update(hubResourceId=hub["id"], storageAccount=None, containerRegistry=None)
        self.record(f"GET {hub['id']}", hub)
        self.record(f"GET {hub['id']}/connections", {"value": []})
        return hub

    def connect(self, name, category, auth_type="AAD", target="", where="workspaces/contoso-ml", **metadata):
        """Add a connection."""
        body = {"authType": auth_type, "category": category, "target": target, "metadata": metadata}
        workspace = self.body("workspaces/contoso-ml")["id"].rpartition("/workspaces/")[0] + "/" + where
        one = {"id": f"{workspace}/connections/{name}", "name": name, "properties": body}
        self.list(f"{where}/connections").append(one)
        return one

    def add(self, kind, name, properties, **more):
        """Add a resource of the workspace's group, and return its id."""
        group = self.body("workspaces/contoso-ml")["id"].partition("/providers/")[0]
        id = f"{group}/providers/{kind}/{name}"
        body = {"id": id, "name": name, "type": kind, "location": "eastus", "properties": properties, **more}
        self.record(f"GET {id}", body)
        for answer in self.answers:
            if answer["request"].lower() == f"get {group.partition('/resourceGroups/')[0]}/providers/{kind}".lower():
                answer["body"]["value"].append(body)
        return id

    @property
    def variables(self):
        """Environment variables of the deployment."""
        return self.deployment["properties"]["environmentVariables"]

    def results(self, *ids, caller=""):
        """What the checks say of this world; `caller` is the object id of who is signed in, where that is known."""
        bundle = parse(self.document, "test")
        target = Target(
            bundle.target.subscription,
            bundle.target.resource_group,
            bundle.target.workspace,
            bundle.target.endpoint,
            "bundle",
        )
        facts = Facts(in_process(answerer(bundle), bundle.taken_at, caller), target, project=self.files)
        try:
            return run(CATALOGUE.select(ids), facts)
        finally:
            facts.close()

    def planned(self, *ids):
        """What the checks say if the endpoint does not exist, and only the files describe it."""
        bundle = parse(self.document, "test")
        session = in_process(answerer(bundle), bundle.taken_at)
        with closing(open_facts(session, bundle.target, project=self.files)) as facts:
            return run(CATALOGUE.select(ids), facts)

    def result(self, id):
        """The only result of a check."""
        (found,) = self.results(id)
        return found

    def outcome(self, id):
        return self.result(id).outcome.value


@pytest.fixture
def world():
    """The healthy world, to be broken."""
    return World()


@pytest.fixture
def demo():
    return World("demo")


@pytest.fixture
def examined():
    """A world that ships, by name."""
    return World


class Folder:
    """A project to be examined: `folder["deployment.yml"] = text` writes a file; the text may be indented."""

    def __init__(self, place):
        self.place = place

    def __setitem__(self, name, text):
        file = self.place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode())

    @property
    def project(self):
        return open_project(self.place)

    def results(self, id):
        return run_files(CATALOGUE.select([id]), self.project)

    def result(self, id):
        """The only result of a check."""
        (found,) = self.results(id)
        return found

    def outcome(self, id):
        return self.result(id).outcome.value

    def failures(self, id):
        """Severity and place of each failure."""
        return [(one.severity.value, one.subject) for one in self.results(id) if one.outcome == "failed"]

    def with_world(self, world, id):
        """The results of a check about files, with an endpoint beside them."""
        world.files = self.project
        return [one for one in world.results(id) if not one.subject.startswith("/")]


@pytest.fixture
def folder(tmp_path):
    """An empty project."""
    return Folder(tmp_path)
