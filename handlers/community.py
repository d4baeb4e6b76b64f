"""The community one speaks to: choosing it, its name, its door and its places."""

import secrets
from dataclasses import dataclass

from bot.context import Ctx
from bot.incoming import Commanded, Happened
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Rows, Run
from domain.errors import Forbidden, Refused
from domain.joining import Admission
from domain.roles import Role
from storage import audit, event_rules, people

router = Router()
MOST_WANTED = 500


@dataclass(frozen=True)
class Choose(Press, tag="com"):
    """Speak to that community from now on."""

    community: int


@dataclass(frozen=True)
class Door(Press, tag="door"):
    """How people come in from now on."""

    admission: Admission


@router.command("community")
def community(ctx: Ctx, what: Commanded) -> Reply:
    """See or change the community you speak to."""
    word, _, rest = what.text.partition(" ")
    changes = {
        "name": _rename, "network": _join_network, "here": _settle_here, "code": _new_code, "proposals": _proposals,
    }  # fmt: skip
    if word.lower() in changes:
        if ctx.role < Role.MANAGER:
            raise Forbidden("That is for the managers of this community.")
        return changes[word.lower()](ctx, rest.strip())
    return _card(ctx)


def _card(ctx: Ctx, *, replace: bool = False) -> Message:
    t, here = ctx.t, people.get_community(ctx.db, ctx.community.id) or ctx.community
    lines = [t("*You speak to {name}.*", name=here.name)]
    if here.network:
        lines.append(t("It belongs to {network}.", network=here.network))
    rows: Rows = ()
    if ctx.role >= Role.MANAGER:
        lines += [
            *_door(ctx, here),
            t.n(
                "An event that a member proposes is on when {n} person would come.",
                "An event that a member proposes is on when {n} people would come.",
                event_rules.wanted(ctx.db, here.id),
            ),
            t(
                "Change it with `community name …`, `community network …`, `community proposals …`, and "
                "`community here` in a group."
            ),
        ]
        rows = (tuple(Button(_door_word(ctx, kind), Door(kind)) for kind in Admission if kind != here.admission),)
    others = [
        found for found in people.memberships(ctx.db, ctx.me) if found.state == "in" and found.community_id != here.id
    ]
    rows += tuple((Button(t("Speak to {name}", name=found.name), Choose(found.community_id)),) for found in others[:5])
    return Message("\n".join(lines), (*rows, (Button(t("Leave"), Run("leave")),)), replace=replace)


def _door(ctx: Ctx, here: people.Community) -> list[str]:
    """How people come in now, and the code and link for the wall."""
    t = ctx.t
    words = {
        "open": t("Its door is open: whoever writes to me is in."),
        "code": t("Its door opens with the code on the wall."),
        "approval": t("Its door opens with a manager's yes."),
    }
    lines = [words[here.admission]]
    if here.join_code:
        lines.append(t("Join code: `{code}`  {link}", code=here.join_code, link=_link(ctx, here.join_code)))
    return lines


def _link(ctx: Ctx, code: str) -> str:
    bot = ctx.setting.bot_names.get("telegram")
    return f"https://t.me/{bot}?start=join_{code}" if bot else ""


def _door_word(ctx: Ctx, kind: Admission) -> str:
    t = ctx.t
    return {Admission.OPEN: t("Open door"), Admission.CODE: t("By code"), Admission.APPROVAL: t("By a manager's yes")}[
        kind
    ]


@router.press(Choose)
def choose(ctx: Ctx, tap: Choose) -> Reply:
    """Speak to another community of yours."""
    mine = {found.community_id for found in people.memberships(ctx.db, ctx.me) if found.state == "in"}
    if tap.community not in mine:
        raise Refused("You are in no such community.", "community")
    people.set_member(ctx.db, ctx.me, community_id=tap.community)
    ctx.look_again()
    return _card(ctx, replace=True)


@router.press(Door, role=Role.MANAGER)
def door(ctx: Ctx, tap: Door) -> Reply:
    """Change how people come in."""
    people.set_community(ctx.db, ctx.community.id, admission=tap.admission)
    if tap.admission is Admission.CODE and not ctx.community.join_code:
        _new_code(ctx, "")
    _noted(ctx, "community.door", tap.admission)
    return _card(ctx, replace=True)


def _rename(ctx: Ctx, name: str) -> Message:
    if not 2 <= len(name) <= 60:
        raise Refused("A name has 2 to 60 characters: `community name Àgora`.")
    people.set_community(ctx.db, ctx.community.id, name=name)
    _noted(ctx, "community.name", name)
    return _card(ctx)


def _join_network(ctx: Ctx, name: str) -> Message:
    """Communities that name the same network may be matched across, with each member's consent."""
    people.set_community(ctx.db, ctx.community.id, network=name[:60])
    _noted(ctx, "community.network", name[:60])
    return _card(ctx)


def _new_code(ctx: Ctx, _: str) -> Message:
    people.set_community(ctx.db, ctx.community.id, join_code=secrets.token_urlsafe(16))
    _noted(ctx, "community.code", "")
    return _card(ctx)


def _proposals(ctx: Ctx, said: str) -> Message:
    """How many "I'd come" make a proposal an event."""
    if not (said.isascii() and said.isdecimal() and 2 <= int(said) <= MOST_WANTED):
        raise Refused("Write a number from 2 to {most}: `community proposals 5`.", "community", most=MOST_WANTED)
    event_rules.set_wanted(ctx.db, ctx.community.id, int(said))
    _noted(ctx, "community.proposals", said)
    return _card(ctx)


def _settle_here(ctx: Ctx, _: str) -> Message:
    place = ctx.who.group or ctx.who.workspace
    if not place:
        raise Refused("Write that in the group that belongs to your community.")
    people.settle(ctx.db, ctx.who.platform, place, ctx.community.id)
    _noted(ctx, "community.place", place)
    return Message(
        ctx.t(
            "*This place belongs to {name} now.* Whoever writes to me from here is received there.",
            name=ctx.community.name,
        )
    )


def _noted(ctx: Ctx, what: str, reason: str) -> None:
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id, reason=reason)


@router.command("leave")
def leave(ctx: Ctx, what: Commanded) -> Reply:
    """Leave the community; nothing more is sent to you."""
    del what
    people.set_membership(ctx.db, ctx.community.id, ctx.me, "left", ctx.now)
    _noted(ctx, "member.left", "")
    ctx.later("members.gone", f"{ctx.community.id}:{ctx.me}")
    t = ctx.t
    text = t(
        "*You left {name}.* Nothing more comes from here. Your profile waits in case you return; `forget` erases it.",
        name=ctx.community.name,
    )
    return Message(text, ((Button(t("Come back"), Run("join")), Button(t("Forget me"), Run("forget"))),))


@router.happened("group_added")
def group_added(ctx: Ctx, what: Happened) -> Reply:
    """Say what a group can do with the bot."""
    del what
    return Message(
        ctx.t(
            "*Thank you for having me.* I answer each of you in private; write to me there. A manager makes this "
            "group part of the community with `/community here`."
        ),
        private=False,
    )
