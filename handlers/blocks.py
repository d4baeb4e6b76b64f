"""Never meeting somebody again, in silence."""

from dataclasses import dataclass

from bot.context import Ctx
from bot.incoming import Commanded
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Run, row
from domain.errors import Refused
from domain.naming import MOST, named
from storage import acquaintances, blocks, people

router = Router()


@dataclass(frozen=True)
class Block(Press, tag="blk"):
    """Block that person, or take it back."""

    member: int
    on: bool


@router.command("block")
def block(ctx: Ctx, what: Commanded) -> Reply:
    """Never be matched with somebody again; they are not told."""
    t = ctx.t
    if not what.text:
        return _list(ctx)
    found = named(acquaintances.known_to(ctx.db, ctx.me, ctx.community.id), what.text)
    if not found:
        raise Refused(
            "I know nobody here whom you could mean by {name}. Write the name as you see it in `find`.", name=what.text
        )
    text = t("*Whom shall I keep away from you?*\nYou are never matched or introduced again, and they are not told.")
    rows = tuple(
        (Button(t("Block {name}", name=name), Block(person, on=True), style="danger"),) for person, name in found[:MOST]
    )
    return Message(text, rows)


def _list(ctx: Ctx) -> Message:
    t = ctx.t
    names = [
        (other, person.name) for other in blocks.of_member(ctx.db, ctx.me) if (person := people.get(ctx.db, other))
    ]
    if not names:
        return Message(t("*You block nobody.*\nTo never meet somebody again, write `block` and their name."))
    rows = tuple((Button(t("Allow {name} again", name=name), Block(other, on=False)),) for other, name in names)
    return Message(t("*You keep these people away from you.*"), rows)


@router.press(Block)
def blocked(ctx: Ctx, tap: Block) -> Reply:
    """Block somebody one can know of, or take it back."""
    t = ctx.t
    if not tap.on:
        blocks.remove(ctx.db, ctx.me, tap.member)
        return Message(t("*Allowed again.* You can be matched as before."), replace=True)
    known = dict(acquaintances.known_to(ctx.db, ctx.me, ctx.community.id))
    if tap.member not in known:
        raise Refused("I do not know that person.")
    blocks.add(ctx.db, ctx.me, tap.member, ctx.now)
    text = t(
        "*Done.* You and {name} are never matched or introduced from now on. They are not told.", name=known[tap.member]
    )
    return Message(text, row(Button(t("Also tell a manager"), Run.within("report", known[tap.member]))), replace=True)
