from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from pfdoctor.report import catalogue, explain

RUNBOOK = """The endpoint's identity can pull the deployment's image.

The image is pulled before any container starts, so nothing later can work without it.
A registry in ABAC mode ignores AcrPull.

1. Grant the role:

    az role assignment create --role AcrPull

https://learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities
"""


def check(**more):
    about = {
        "id": "acr-pull",
        "area": "roles",
        "title": "Endpoint identity can pull the image",
        "severity": "error",
        "after": ("endpoint-identity",),
        "proves": "role assignments let this identity pull from this registry",
        "does_not_prove": "that the tag exists",
        "symptoms": ("does not have pull permission",),
        "runbook": RUNBOOK,
        "docs": RUNBOOK.split()[-1],
    }
    return SimpleNamespace(**(about | more))


@pytest.fixture(name="page")
def _page():
    return Console(file=io.StringIO(), width=60, color_system=None)


def test_a_runbook_keeps_its_commands_and_wraps_its_prose(page):
    explain.write(check(), page)
    assert (
        page.file.getvalue()
        == """\
 acr-pull · Endpoint identity can pull the image

 The endpoint's identity can pull the deployment's image.

 The image is pulled before any container starts, so nothing
 later can work without it. A registry in ABAC mode ignores
 AcrPull.

 1. Grant the role:

     az role assignment create --role AcrPull

 https://learn.microsoft.com/azure/machine-learning/how-to-access-resources-from-endpoints-managed-identities

 area             roles
 severity         error
 proves           role assignments let this identity pull
                  from this registry
 does not prove   that the tag exists
 looked at after  endpoint-identity
 seen as          "does not have pull permission"
"""
    )


def test_the_list_has_causes_first(page):
    catalogue.write([check(), check(id="identity", area="identity", severity="warning", title="It has one")], page)
    assert (
        page.file.getvalue()
        == """
 The endpoint's identity
  identity  It has one (warning)

 Roles of the endpoint's identity
  acr-pull  Endpoint identity can pull the image

 2 checks; pfdoctor explain ID shows what one does and how to mend it
"""
    )


def test_the_list_as_json():
    found = catalogue.render([check(), check(id="b", area="identity")])
    assert [one["id"] for one in found["checks"]] == ["b", "acr-pull"]
    assert found["checks"][1]["symptoms"] == ["does not have pull permission"]


def test_the_role_that_pfdoctor_needs():
    role = catalogue.render_permissions(["b/read", "A/read"], "s1")
    assert role["Actions"] == ["A/read", "b/read"]
    assert role["DataActions"] == []
    assert role["AssignableScopes"] == ["/subscriptions/s1"]
