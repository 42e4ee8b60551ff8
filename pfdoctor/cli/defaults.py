"""Where a target's names come from: flag > environment > nearest config.json > `az configure` > signed-in account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from pfdoctor.cli.az_config import AzConfig
from pfdoctor.cli.names import checked
from pfdoctor.cli.workspace_config import nearest
from pfdoctor.model.errors import CannotStart


@dataclass(frozen=True, slots=True)
class Name:
    """A value, and where it came from."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of the target; None where nothing says it."""

    subscription: Name | None = None
    resource_group: Name | None = None
    workspace: Name | None = None
    endpoint: Name | None = None

    def told(self) -> Iterator[str]:
        """One line a value, for `-v`."""
        for field in fields(self):
            found: Name | None = getattr(self, field.name)
            if found:
                yield f"{field.name.replace('_', ' ')} {found.value} ({found.source})"

    def required(self) -> tuple[str, str, str]:
        """Subscription, resource group, workspace. Raises CannotStart naming those that nothing says."""
        ways = {
            "workspace": (self.workspace, "-w"),
            "resource group": (self.resource_group, "-g"),
            "subscription": (self.subscription, "--subscription"),
        }
        missing = {kind: flag for kind, (found, flag) in ways.items() if not found}
        if missing or not (self.subscription and self.resource_group and self.workspace):
            raise CannotStart(
                f"Nothing says which {' and '.join(missing)} to look at: give {' '.join(missing.values())}, "
                "or set `az configure --defaults`, or run where a config.json of the workspace is."
            )
        return self.subscription.value, self.resource_group.value, self.workspace.value


@dataclass(frozen=True, slots=True)
class _Key:
    """How one value is called in each place."""

    kind: str
    flag: str
    environment: tuple[str, ...] = ()
    config: str = ""
    az: str = ""


_SUBSCRIPTION = _Key(
    "subscription", "--subscription", ("AZUREML_ARM_SUBSCRIPTION", "AZURE_SUBSCRIPTION_ID"), "subscription_id"
)
_GROUP = _Key("resource group", "--resource-group", ("AZUREML_ARM_RESOURCEGROUP",), "resource_group", "group")
_WORKSPACE = _Key("workspace", "--workspace-name", ("AZUREML_ARM_WORKSPACE_NAME",), "workspace_name", "workspace")
_FILED = (("subscription", _SUBSCRIPTION), ("resource_group", _GROUP), ("workspace", _WORKSPACE))
"""What a config.json holds, by the fields of `Names`."""
_ENDPOINT = _Key("endpoint", "the command line", az="endpoint")


def resolve(given: Mapping[str, str | None], environment: Mapping[str, str], start: Path, home: Path) -> Names:
    """The names of the target. `given` holds what was typed, by the fields of `Names`; `start` is where to look for a
    config.json. Raises CannotStart for a name that no resource can have, and for a broken config.json that is needed.
    """
    az = AzConfig.of(environment, home)
    told = [
        given.get(field) is not None or any(environment.get(name) for name in key.environment) for field, key in _FILED
    ]
    # Whoever gives all the names need not hear of a file that would have held them.
    config = None if all(told) else nearest(start)

    def first(key: _Key, typed: str | None) -> Name | None:
        for value, source in _places(key, typed, environment, config, az):
            return Name(checked(value, key.kind, source), source)
        return None

    signed_in = az.subscription()
    account = (
        Name(checked(signed_in, "subscription", str(az.profile)), "the signed-in az account") if signed_in else None
    )
    return Names(
        subscription=first(_SUBSCRIPTION, given.get("subscription")) or account,
        resource_group=first(_GROUP, given.get("resource_group")),
        workspace=first(_WORKSPACE, given.get("workspace")),
        endpoint=first(_ENDPOINT, given.get("endpoint")),
    )


def _places(
    key: _Key,
    typed: str | None,
    environment: Mapping[str, str],
    config: tuple[Path, Mapping[str, str]] | None,
    az: AzConfig,
) -> Iterator[tuple[str, str]]:
    """Values and their sources, the one that counts first. What was typed counts even if it is empty: so a script
    whose variable is not set is told."""
    if typed is not None:
        yield typed, key.flag
    for name in key.environment:
        if environment.get(name):
            yield environment[name], name
    if config and config[1].get(key.config):
        yield config[1][key.config], str(config[0])
    if key.az and (value := az.default(key.az)):
        yield value, "az configure"
