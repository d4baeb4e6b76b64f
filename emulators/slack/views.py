"""The views.* methods: modals by trigger, the Home by person."""

from emulators.slack import view_rules
from emulators.slack.errors import Refused, invalid_arguments
from emulators.slack.request import Asked, Method
from emulators.slack.shapes import view_json
from emulators.slack.state import Json, OpenView


def open_view(asked: Asked) -> Json:
    """The trigger is spent only by a view that is accepted."""
    trigger = asked.slack.valid_trigger(asked.text("trigger_id"), asked.team.id)
    opened = view_rules.shown(asked.slack, _view(asked, "modal"), asked.slack.user(trigger.user))
    trigger.used = True
    asked.slack.world.modals[trigger.user] = [opened]
    return _answer(asked, opened)


def push(asked: Asked) -> Json:
    trigger = asked.slack.valid_trigger(asked.text("trigger_id"), asked.team.id)
    opened = view_rules.push(asked.slack, _view(asked, "modal"), asked.slack.user(trigger.user))
    trigger.used = True
    return _answer(asked, opened)


def update(asked: Asked) -> Json:
    """By view_id or external_id; with a `hash` only if nothing changed in between."""
    opened = _existing(asked)
    if asked.params.get("hash") not in (None, "", opened.hash):
        raise Refused("hash_conflict")
    view_rules.replace(asked.slack, opened, _view(asked, opened.view["type"]))
    return _answer(asked, opened)


def publish(asked: Asked) -> Json:
    user = asked.slack.user(asked.text("user_id"), asked.team.id)
    view, old = _view(asked, "home"), asked.slack.world.homes.get(user.id)
    if asked.params.get("hash") and old is not None and asked.params["hash"] != old.hash:
        raise Refused("hash_conflict")
    opened = view_rules.replace(asked.slack, old, view) if old else view_rules.shown(asked.slack, view, user)
    asked.slack.world.homes[user.id] = opened
    return _answer(asked, opened)


def _view(asked: Asked, kind: str) -> Json:
    view = asked.params.get("view")
    if not isinstance(view, dict):
        raise invalid_arguments("missing required field: view")
    if view.get("type") != kind:
        raise invalid_arguments(f"view must be of type {kind} [json-pointer:/view/type]")
    return view


def _existing(asked: Asked) -> OpenView:
    world = asked.slack.world
    everything = [view for stack in world.modals.values() for view in stack] + list(world.homes.values())
    for opened in everything:
        named = opened.id == asked.params.get("view_id")
        external = opened.view.get("external_id") or None
        if opened.team == asked.team.id and (named or (external and external == asked.params.get("external_id"))):
            return opened
    raise Refused("not_found")


def _answer(asked: Asked, opened: OpenView) -> Json:
    asked.slack.changed()
    return {"view": view_json(asked.slack.world, opened)}


METHODS = {
    "views.open": Method(open_view, tier=4),
    "views.push": Method(push, tier=4),
    "views.update": Method(update, tier=4),
    "views.publish": Method(publish, tier=4),
}
