"""The grants of a plan as Terraform, for the provider azurerm; what it has no resource for is a comment.

https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/role_assignment
"""

from __future__ import annotations

from collections.abc import Iterator

from pfdoctor.fix.emit.text import by_hand, comment, escape_unseen, heading
from pfdoctor.model.plan import GrantRole, Plan, Step

_PROVIDER = """\
terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 3.0"
    }
  }
}"""


def emit(plan: Plan) -> str:
    """The configuration, laid out as `terraform fmt` would."""
    lines = [heading(plan, "#"), _PROVIDER]
    for step in plan.steps:
        lines += ["", *_step(step)]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """`text` as a quoted template that holds no template.

    https://developer.hashicorp.com/terraform/language/expressions/strings
    """
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{")
    plain = plain.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return '"' + escape_unseen(plain, lambda code: f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}") + '"'


def _step(step: Step) -> Iterator[str]:
    grant = step.change
    if not isinstance(grant, GrantRole):
        yield from by_hand(step, "#")
        return
    yield comment(step.title, "#")
    yield f'resource "azurerm_role_assignment" "grant_{grant.name.partition("-")[0]}" {{'
    values = {
        "name": quote(grant.name),
        "scope": quote(str(grant.scope)),
        "role_definition_id": quote(str(grant.definition)),
        "principal_id": quote(grant.principal_id),
        "principal_type": quote(grant.principal_type),
        # The identity may be younger than the directory's copy of it.
        "skip_service_principal_aad_check": "true",
    }
    width = max(len(name) for name in values)
    for name, value in values.items():
        yield f"  {name:<{width}} = {value}"
    yield "}"
