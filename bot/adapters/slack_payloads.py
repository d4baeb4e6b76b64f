"""What Slack sends as our five values: events, slash commands and interactions (pure, and hostile until read)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack_blocks import Json
from bot.adapters.slack_views import asked, submitted
from bot.incoming import Commanded, Filled, Happened, Incoming, Pressed, Said, Who
from bot.markup import clean

ID = re.compile(r"[A-Z][A-Z0-9_]{1,40}")
KEY = re.compile(r"[\x21-\x7e]{1,250}")
MOMENT = re.compile(r"[0-9]{1,12}\.[0-9]{6}")
"""A message's `ts`, by which a card is changed."""
SPOKEN = (None, "file_share", "thread_broadcast")
"""Message subtypes that are somebody speaking; edits, deletions, bots and notices of Slack are not."""
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
LINK = re.compile(r"<([^<>|\s]+)(?:\|([^<>]*))?>")


class Malformed(ValueError):
    """Authentic, but not of a shape that Slack documents."""


@dataclass(frozen=True)
class Heard:
    """One delivery: what it means (None: nothing to us), and what is needed to answer where it cannot be stored."""

    what: Incoming | None = None
    profile: Json | None = None
    response_url: str = ""
    fields: tuple[str, ...] = ()
    revoked: str = ""
    """A workspace that has removed the app."""


def event(body: Json) -> Heard:
    """An envelope of the Events API."""
    inner = body.get("event")
    if body.get("type") != "event_callback":
        return Heard()
    if not isinstance(inner, dict):
        raise Malformed("an event without an event")
    reader = EVENTS.get(text(inner, "type"))
    return reader(body, inner) if reader else Heard()


def command(form: Json) -> Heard:
    """A slash command; in which conversation it was typed does not matter, its answer is private."""
    name, _, rest = clean(text(form, "text")).strip().partition(" ")
    who = _who(text(form, "team_id"), text(form, "user_id"), name=text(form, "user_name"))
    trigger = _key(text(form, "trigger_id"))
    said = Commanded(
        who=who, key=f"c{trigger}", trigger=trigger, name=name.lstrip("/").lower() or "help", text=rest.strip()
    )
    return Heard(said)


def interaction(payload: Json) -> Heard:
    """A tap or a submitted form; closed views, shortcuts and menus are nothing to us."""
    kind = text(payload, "type")
    if kind == "block_actions":
        return _pressed(payload)
    return _filled(payload) if kind == "view_submission" else Heard()


def text(tree: Any, *path: str) -> str:
    """The string at that path, empty where there is none."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, str) else ""


def typed(slack_text: str) -> str:
    """What the person typed: links by their address, names with their sign, Slack's three entities undone."""
    shown = LINK.sub(_link, slack_text)
    return clean(shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _link(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if target.startswith(("@", "#", "!")):
        return f"{'#' if target[0] == '#' else '@'}{label or target[1:]}"
    return label if label and target.startswith(("mailto:", "tel:")) else target


def _key(value: str) -> str:
    if not KEY.fullmatch(value):
        raise Malformed("a delivery without an id")
    return value


def _who(team: str, user: str, **more: str) -> Who:
    """The chat of a person is their id: the conversation with them is opened when something goes there."""
    if not ID.fullmatch(user) or not ID.fullmatch(team):
        raise Malformed("nobody in it")
    return Who("slack", user, team, chat=user, **more)


def _of_event(body: Json, user: str, **more: str) -> tuple[Who, str]:
    return _who(text(body, "team_id"), user, **more), f"e{_key(text(body, 'event_id'))}"


def _message(body: Json, inner: Json) -> Heard:
    """Direct messages only; nothing that a bot wrote, ours included."""
    other = inner.get("bot_id") or inner.get("hidden") or inner.get("subtype") not in SPOKEN
    if other or inner.get("channel_type") != "im" or text(inner, "user") == "USLACKBOT":
        return Heard()
    who, key = _of_event(body, text(inner, "user"))
    said = typed(text(inner, "text"))
    if sent := _sent(inner):
        return Heard(Happened(who=who, key=key, what="file", values=sent | {"text": said}))
    return Heard(Said(who=who, key=key, text=said) if said.strip() else None)


def _sent(inner: Json) -> dict[str, str]:
    """The first file of a message; where its bytes are is asked later, not believed."""
    files = inner.get("files")
    first = files[0] if isinstance(files, list) and files else None
    if not isinstance(first, dict) or not ID.fullmatch(text(first, "id")):
        return {}
    size = first.get("size")
    return {
        "id": text(first, "id"),
        "name": clean(text(first, "name")) or "file",
        "mime": clean(text(first, "mimetype")),
        "size": str(size) if type(size) is int and 0 <= size < 2**53 else "0",
    }


def _mention(body: Json, inner: Json) -> Heard:
    """After the bot's name the same words as in private, where the answer goes."""
    if inner.get("bot_id") or inner.get("subtype") not in SPOKEN:
        return Heard()
    who, key = _of_event(body, text(inner, "user"), group=_place(text(inner, "channel")))
    said = typed(MENTION.sub(_unnamed(body), text(inner, "text"))).strip()
    name, _, rest = said.partition(" ")
    return Heard(Commanded(who=who, key=key, name=name.lstrip("/").lower() or "help", text=rest.strip()))


def _unnamed(body: Json) -> Callable[[re.Match[str]], str]:
    """Takes the bot's own name out of a message and leaves others in it."""
    granted = body.get("authorizations")
    own = {text(one, "user_id") for one in granted} if isinstance(granted, list) else set()
    return lambda found: "" if found[1] in own or not own else found[0]


def _home(body: Json, inner: Json) -> Heard:
    if text(inner, "tab") == "messages":
        return Heard()
    who, key = _of_event(body, text(inner, "user"))
    return Heard(Happened(who=who, key=key, what="home_opened"))


def _joined(body: Json, inner: Json) -> Heard:
    """A person came into a channel where the bot is; the bot itself coming in is news of who invited it."""
    channel = _place(text(inner, "channel"))
    itself = MENTION.sub(_unnamed(body), f"<@{text(inner, 'user')}>") == "" and bool(body.get("authorizations"))
    user = text(inner, "inviter") if itself else text(inner, "user")
    if itself and not user:
        return Heard()
    who, key = _of_event(body, user, group=channel)
    return Heard(Happened(who=who, key=key, what="group_added" if itself else "joined", values={"group": channel}))


def _arrived(body: Json, inner: Json) -> Heard:
    user = inner.get("user")
    if not isinstance(user, dict) or user.get("is_bot"):
        return Heard()
    who, key = _of_event(body, text(user, "id"))
    return Heard(Happened(who=who, key=key, what="joined"), profile=user)


def _removed(body: Json, inner: Json) -> Heard:
    """The workspace took the app out, or its bot token; members' own tokens are none of ours."""
    tokens = inner.get("tokens")
    if inner["type"] == "tokens_revoked" and not (isinstance(tokens, dict) and tokens.get("bot")):
        return Heard()
    team = text(body, "team_id")
    if not ID.fullmatch(team):
        raise Malformed("no workspace in it")
    key = f"e{_key(text(body, 'event_id'))}"
    return Heard(Happened(who=Who("slack", "", team), key=key, what="uninstalled"), revoked=team)


def _pressed(payload: Json) -> Heard:
    """A tap on a button; one that opens an address says nothing to us."""
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(action, dict):
        raise Malformed("a tap on nothing")
    if "url" in action and not action.get("value"):
        return Heard()
    trigger = _key(text(payload, "trigger_id"))
    container = payload.get("container")
    channel, ts = _place(text(container, "channel_id")), text(container, "message_ts")
    lasting = isinstance(container, dict) and not container.get("is_ephemeral") and channel and MOMENT.fullmatch(ts)
    group = "" if channel.startswith("D") else channel
    pressed = Pressed(
        who=_speaker(payload, group=group),
        key=f"a{trigger}/{_key(text(action, 'action_ts'))}",
        trigger=trigger,
        packed=clean(text(action, "value") or text(action, "action_id")),
        card=f"{channel}/{ts}" if lasting else "",
    )
    return Heard(pressed, response_url=text(payload, "response_url"))


def _filled(payload: Json) -> Heard:
    view = payload.get("view")
    if not isinstance(view, dict):
        raise Malformed("a form without a view")
    form, values, hidden = submitted(view)
    filled = Filled(
        who=_speaker(payload),
        key=f"v{_key(text(view, 'id'))}/{_key(text(view, 'hash'))}",
        trigger=found if KEY.fullmatch(found := text(payload, "trigger_id")) else "",
        form=clean(form),
        values=values,
        hidden=hidden,
    )
    return Heard(filled, fields=tuple(asked(view)))


def _speaker(payload: Json, **more: str) -> Who:
    """An app installed for a whole organisation names the workspace with the user only."""
    team = text(payload, "team", "id") or text(payload, "user", "team_id")
    name = text(payload, "user", "name") or text(payload, "user", "username")
    return _who(team, text(payload, "user", "id"), name=name, **more)


def _place(channel: str) -> str:
    return channel if ID.fullmatch(channel) else ""


EVENTS: dict[str, Callable[[Json, Json], Heard]] = {
    "message": _message,
    "app_mention": _mention,
    "app_home_opened": _home,
    "member_joined_channel": _joined,
    "team_join": _arrived,
    "app_uninstalled": _removed,
    "tokens_revoked": _removed,
}
READERS = {"events_api": event, "slash_commands": command, "interactive": interaction}
"""A reader for each kind of delivery, by the names that Socket Mode gives them."""
