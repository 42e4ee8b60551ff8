"""What a request that may change something is answered, for somebody who may ask."""

from __future__ import annotations

from pfdoctor.bundle.answers import READING_POSTS, answerer
from pfdoctor.lab import actions, deployments, endpoints, environments, errors, providers, role_assignments
from pfdoctor.lab.body import text
from pfdoctor.lab.principals import Who
from pfdoctor.lab.routes import Route
from pfdoctor.lab.state import State
from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.exchange import Ask, NotRecorded, Reply


class Writes:
    def __init__(self, state: State) -> None:
        self._state = state
        self._recorded = answerer(state.bundle)

    def __call__(self, ask: Ask, asked: Route, who: Who) -> Reply:
        if asked.kind == "operation" and asked.id.name.lower() == "register" and len(asked.id.segments) == 1:
            return providers.register(self._state, asked, who)
        if not self._registered(asked.id):
            return errors.not_registered(asked.id.provider)
        if asked.kind == "operation":
            return self._operation(ask, asked, who)
        what = asked.access if asked.kind == "access" and asked.name else asked.id.type.lower()
        if what.startswith("microsoft.machinelearningservices/workspaces/"):
            orphan = self._orphan(asked)
            if orphan is not None:
                return orphan
        match ask.verb, what:
            case "PUT", "roleassignments":
                return role_assignments.create(self._state, ask, asked, who)
            case "DELETE", "roleassignments":
                return role_assignments.delete(self._state, asked, who)
            case "PUT", environments.TYPE if asked.kind == "resource":
                return environments.create(self._state, ask, asked, who)
            case "PUT", endpoints.TYPE if asked.kind == "resource":
                return endpoints.put(self._state, ask, asked, who)
            case "PATCH", endpoints.TYPE if asked.kind == "resource":
                return endpoints.patch(self._state, ask, asked, who)
            case "PUT", deployments.TYPE if asked.kind == "resource":
                return deployments.put(self._state, ask, asked, who)
            case "PATCH", deployments.TYPE if asked.kind == "resource":
                return deployments.patch(self._state, ask, asked, who)
        return errors.not_allowed(ask.verb)

    def _operation(self, ask: Ask, asked: Route, who: Who) -> Reply:
        if asked.id.key.endswith(READING_POSTS):
            return self._logs(ask, asked)
        about = self._state.store.resources.get(asked.scope.key)
        if about is None:
            return errors.no_resource(asked.scope) if asked.scope.segments else errors.not_allowed(ask.verb)
        return actions.run(self._state, ask, asked, who, about) or errors.not_allowed(ask.verb)

    def _registered(self, id: ArmId) -> bool:
        """True unless this world tells that the subscription is not registered with the service."""
        provider = ArmId(f"/subscriptions/{id.subscription}/providers/{id.provider}")
        known = self._state.store.resources.get(provider.key)
        return known is None or text(known.body, "registrationState").lower() not in ("notregistered", "unregistered")

    def _orphan(self, asked: Route) -> Reply | None:
        """The refusal of what would lie in a workspace that does not exist."""
        workspace = ArmId("/".join(asked.id.parts[:8]))
        there = workspace.key in self._state.store.resources
        return None if there else errors.no_parent(asked.id, asked.action, workspace)

    def _logs(self, ask: Ask, asked: Route) -> Reply:
        """As recorded; a container of which nothing was has not said anything yet."""
        try:
            return self._recorded(ask)
        except NotRecorded:
            there = asked.scope.key in self._state.store.resources
            return Reply(200, {"content": ""}) if there else errors.no_resource(asked.scope)
