"""Resource ids and scopes of Azure Resource Manager.

Ids compare without regard to case, trailing slashes and doubled slashes, because services return all variants.
https://learn.microsoft.com/azure/role-based-access-control/scope-overview
"""

from __future__ import annotations

from dataclasses import dataclass, field

_GROUPS = "resourcegroups"


@dataclass(frozen=True, slots=True)
class ArmId:
    """An ARM id as Azure spelled it; equality, hashing and order go by `key`."""

    text: str = field(compare=False)
    key: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts = [part for part in self.text.strip().split("/") if part]
        object.__setattr__(self, "text", "/" + "/".join(parts))
        object.__setattr__(self, "key", self.text.lower())

    def __str__(self) -> str:
        return self.text

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.text.split("/")[1:]) if self.text != "/" else ()

    def _after(self, name: str, start: int = 0) -> str:
        parts = self.parts
        if len(parts) > start + 1 and parts[start].lower() == name:
            return parts[start + 1]
        return ""

    @property
    def subscription(self) -> str:
        """The subscription's GUID, or "" for a tenant-level id."""
        return self._after("subscriptions")

    @property
    def resource_group(self) -> str:
        """The resource group's name, or "" above that level."""
        return self._after(_GROUPS, 2)

    @property
    def name(self) -> str:
        """The last segment: the resource's own name."""
        return self.text.rpartition("/")[2]

    @property
    def type(self) -> str:
        """Provider and type, as `Microsoft.Storage/storageAccounts`; "" for a group or a subscription."""
        provider, names = self._resource()
        return "/".join((provider, *names[::2])) if provider and names else ""

    @property
    def provider(self) -> str:
        return self._resource()[0]

    @property
    def segments(self) -> tuple[str, ...]:
        """What follows the provider: type, name, subtype, name, and so on."""
        return self._resource()[1]

    def _resource(self) -> tuple[str, tuple[str, ...]]:
        parts = self.parts
        places = [i for i, part in enumerate(parts) if part.lower() == "providers"]
        if not places or len(parts) < places[-1] + 2:
            return "", ()
        return parts[places[-1] + 1], parts[places[-1] + 2 :]

    @property
    def parent(self) -> ArmId | None:
        """The scope one level up (resource, group, subscription), or None at the top of what a path can tell."""
        parts = self.parts
        provider, names = self._resource()
        if len(names) > 2:
            return ArmId("/".join(parts[:-2]))
        if provider:
            return ArmId("/".join(parts[: -len(names) - 2])) if len(parts) > len(names) + 2 else None
        if self.resource_group:
            return ArmId("/".join(parts[:2]))
        return None

    def within(self, scope: ArmId) -> bool:
        """True if `scope` is this id or one of its ancestors by path. Management groups are never found so."""
        return scope.key == "/" or self.key == scope.key or self.key.startswith(scope.key + "/")

    def child(self, *segments: str) -> ArmId:
        return ArmId("/".join((self.text.rstrip("/"), *segments)))


def resource_id(subscription: str, group: str, kind: str, *names: str) -> ArmId:
    """The id of a resource; `kind` is `Provider/type[/subtype]`, one name for each type."""
    provider, *types = kind.split("/")
    pairs = [segment for pair in zip(types, names, strict=True) for segment in pair]
    return ArmId("/".join(("", "subscriptions", subscription, "resourceGroups", group, "providers", provider, *pairs)))
