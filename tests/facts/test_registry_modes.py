"""What an action on a registry means, by the registry's mode."""

from __future__ import annotations

import pytest

from pfdoctor.model.proof import Access

PULL = "Microsoft.ContainerRegistry/registries/pull/read"
CONTENT = "Microsoft.ContainerRegistry/registries/repositories/content/read"
ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
REPOSITORY_READER = "b93aa761-3e63-49ed-ac28-beffa264f7ac"


def registry(world):
    return world.workspace["containerRegistry"]


def test_in_abac_mode_the_repository_data_actions_count(world, ask):
    world.properties("registries/contosoacr")["roleAssignmentMode"] = "AbacRepositoryPermissions"
    found = ask(world, PULL)
    assert (found.verdict, found.right.data, found.right.actions[0]) == (Access.DENIED, True, CONTENT)
    assert any("ABAC mode, which ignores" in note for note in found.notes)
    assert found.proposal.role_id == REPOSITORY_READER
    world.grant(REPOSITORY_READER, registry(world))
    assert ask(world, PULL).verdict is Access.ALLOWED


def test_in_classic_mode_repository_data_actions_mean_nothing(world, ask):
    world.revoke()
    world.grant(REPOSITORY_READER, registry(world))
    found = ask(world, CONTENT)
    assert (found.verdict, found.right.actions) == (Access.DENIED, (PULL,))
    assert found.proposal.role_id == ACR_PULL


@pytest.mark.parametrize(
    ("roles", "verdict"), [((), "denied"), ((ACR_PULL,), "unknown"), ((ACR_PULL, REPOSITORY_READER), "allowed")]
)
def test_a_mode_that_is_not_known_decides_only_where_it_matters(world, ask, roles, verdict):
    world.fail("registries/contosoacr")
    world.revoke()
    for role in roles:
        world.grant(role, registry(world))
    found = ask(world, PULL)
    assert found.verdict == verdict
    assert bool(found.proof.needs) == (verdict == "unknown")


def test_above_a_registry_the_mode_is_only_spoken_of(world, ask):
    group = registry(world).partition("/providers/")[0]
    world.grant(ACR_PULL, group)
    found = ask(world, PULL, scope=group)
    assert found.verdict is Access.ALLOWED
    assert any("ABAC mode" in note for note in found.notes)
