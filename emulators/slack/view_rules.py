"""The rules of modals and the Home, and how views are put on the screen."""

from typing import Any

from emulators.slack import filled, limits
from emulators.slack.core import Core
from emulators.slack.errors import Refused, invalid_arguments
from emulators.slack.shapes import with_ids
from emulators.slack.state import Json, OpenView, User

STACK = 3
KEYS = {"type", "blocks", "callback_id", "external_id", "private_metadata"}
MODAL_KEYS = KEYS | {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}
TITLES = {"title": 24, "submit": 24, "close": 24}
STRINGS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}


def faults(view: Any, kind: str) -> list[str]:
    """Every broken rule of a view that is to be a `modal` or the `home`."""
    if not isinstance(view, dict) or view.get("type") != kind:
        return [f"view must be of type {kind} [json-pointer:/view/type]"]
    allowed = MODAL_KEYS if kind == "modal" else KEYS
    found = [f"no more fields allowed: {name} [json-pointer:/view]" for name in sorted(set(view) - allowed)]
    found += _titles(view, kind)
    for name, most in STRINGS.items():
        if not isinstance(view.get(name, ""), str):
            found.append(f"must be a string [json-pointer:/view/{name}]")
        elif len(view.get(name, "")) > most:
            found.append(f"must be less than {most + 1} characters [json-pointer:/view/{name}]")
    found += limits.block_faults(view.get("blocks"), kind)
    if kind == "modal" and _asks(view) and not view.get("submit"):
        found.append("submit is required where there is an input block [json-pointer:/view/submit]")
    return found


def shown(core: Core, view: Json, user: User, *, below: OpenView | None = None) -> OpenView:
    """A new view, validated; it is not on any screen yet."""
    kind = "home" if isinstance(view, dict) and view.get("type") == "home" else "modal"
    broken = faults(view, kind)
    if broken:
        raise invalid_arguments(*broken)
    whole = {**view, "blocks": with_ids(core, view["blocks"])}
    _external(core, view.get("external_id"), user)
    new = core.number("V")
    root, previous = (below.root, below.id) if below else (new, None)
    return OpenView(new, user.team, user.id, whole, new_hash(core), root, previous, filled.initial(whole))


def replace(core: Core, old: OpenView, view: Json) -> OpenView:
    """A view updated in place: what was typed stays where block and action keep their names."""
    broken = faults(view, old.view["type"])
    if broken:
        raise invalid_arguments(*broken)
    typed = old.values
    old.view = {**view, "blocks": with_ids(core, view["blocks"])}
    fresh = filled.initial(old.view)
    old.values = {
        block: {action: _kept(typed, block, action, value) for action, value in actions.items()}
        for block, actions in fresh.items()
    }
    old.hash = new_hash(core)
    core.changed()
    return old


def push(core: Core, view: Json, user: User) -> OpenView:
    """On top of the stack, three at most."""
    stack = core.view_stack(user.id)
    if not stack:
        raise Refused("not_found")
    if len(stack) >= STACK:
        raise Refused("push_limit_reached")
    stack.append(shown(core, view, user, below=stack[-1]))
    core.changed()
    return stack[-1]


def new_hash(core: Core) -> str:
    """Changes with every version of a view."""
    return f"{int(core.now())}.{core.number('')}"


def _titles(view: Json, kind: str) -> list[str]:
    found = []
    for name, most in TITLES.items():
        text = view.get(name)
        if text is None:
            found += (
                ["missing required field: title [json-pointer:/view]"] if (kind, name) == ("modal", "title") else []
            )
        elif not isinstance(text, dict) or text.get("type") != "plain_text":
            found.append(f"must be a plain_text object [json-pointer:/view/{name}]")
        elif not 1 <= len(str(text.get("text", ""))) <= most:
            found.append(f"must be less than {most + 1} characters [json-pointer:/view/{name}/text]")
    return found


def _asks(view: Json) -> bool:
    blocks = view.get("blocks")
    return isinstance(blocks, list) and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)


def _external(core: Core, external_id: str | None, user: User) -> None:
    """An external_id names one view of the workspace only."""
    opened = [view for stack in core.world.modals.values() for view in stack]
    if external_id and any(one.team == user.team and one.view.get("external_id") == external_id for one in opened):
        raise Refused("duplicate_external_id")


def _kept(typed: dict[str, dict[str, Json]], block: str, action: str, fresh: Json) -> Json:
    old = typed.get(block, {}).get(action)
    return old if old is not None and old["type"] == fresh["type"] else fresh
