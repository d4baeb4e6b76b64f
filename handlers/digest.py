"""The digest: what is new for a member this week, a line and a button each; off in one tap."""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from babel.dates import format_date
from sqlalchemy import Connection

from bot import wire
from bot.context import Ctx
from bot.incoming import Commanded
from bot.markup import clipped, escape, plain
from bot.router import Reply, Router
from bot.ui import Button, Message, Run, row
from domain import digest as rules
from domain.digest import Item, Kind, Line
from domain.errors import Refused
from handlers import digest_edition as edition
from handlers.digest_cards import QUOTED, CanHelp, Look, Missed, Pass, Turn, buttons, told
from matching import languages, lexicon_reading, text
from storage import digest as digests
from storage import digest_missed as missing
from storage import digest_news as news
from storage import people
from storage.digest_news import Arrivals, Request

router = Router()
VOLUNTEER = "matches.volunteer"
"""The work that asks a need's owner about somebody who came forward."""


@router.command("digest")
def digest(ctx: Ctx, what: Commanded) -> Reply:
    """See what your next weekly digest would hold, and turn it on or off."""
    if (word := " ".join(what.text.lower().split())) in {"preview", "here", "off here"}:
        return edition.asked(ctx, word)
    t, lines = ctx.t, gathered(ctx.db, ctx.me, ctx.now)
    off = ctx.member.digest == "off"
    switch = Button(t("Turn on"), Turn(on=True), style="primary") if off else Button(t("Turn off"), Turn(on=False))
    when = t("Your digest is off.") if off else t("It comes on Mondays at 9:00, and only when there is something new.")
    if not lines:
        head = t("*Nothing new for you yet.*")
        hint = t("Say what you offer with `profile` and what you look for with `need`: that is what I go by.")
        return Message(f"{head}\n{when}\n{hint}", row(Button(t("My profile"), Run("profile")), switch))
    head = t.n("*Your next digest* · one thing so far", "*Your next digest* · {n} things so far", len(lines))
    return Message("\n".join([head, *told(t, lines), when]), (*buttons(t, lines), (switch,)))


def gathered(db: Connection, member_id: int, now: datetime, arrivals: Arrivals | None = None) -> tuple[Line, ...]:
    """What a member has not been told yet, as the lines of a digest; `arrivals` are shared by those of one unit."""
    items = [*news.introductions(db, member_id, now - rules.FRESH), *news.asks(db, member_id)]
    skipped = missing.since(db, member_id, now - rules.FRESH, now)
    items += [Item(Kind.MISSED, row_id, text=_first(message)) for row_id, message in skipped]
    requests = news.requests(db, member_id)
    if requests:
        mine = _traits(news.offered(db, member_id))
        items += [
            Item(Kind.REQUEST, one.id, text=one.text)
            for one in requests
            if rules.answerable(_asked(one.text, one.tags), mine)
        ]
    arrivals = arrivals or Arrivals(now - rules.FRESH)
    items += [*news.events(db, member_id, arrivals, now, now + rules.SOON), *arrivals.to(db, member_id)]
    items += [Item(Kind.PROJECT, one.id, name=one.title, text=one.text) for one in requests if one.title]
    return rules.chosen(items, digests.told(db, member_id))


def _first(message: str) -> str:
    """The first line of a message, which could stand alone in a notification."""
    letter = wire.loads(message) if message else None
    return plain(letter.text).strip().split("\n", 1)[0] if isinstance(letter, Message) else ""


@router.press(Missed)
def missed(ctx: Ctx, tap: Missed) -> Reply:
    """Read what found no room in the weekly budget, with its own buttons."""
    message = missing.one(ctx.db, ctx.me, tap.row, ctx.now)
    letter = wire.loads(message) if message else None
    if not isinstance(letter, Message):
        raise Refused("That is over by now.", "digest")
    return letter


@lru_cache(maxsize=1_000)
def _asked(words: str, tags: str) -> tuple[frozenset[str], frozenset[str]]:
    return _traits([words, *json.loads(tags)])


def _traits(texts: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The telling words of texts and the trades that they name, in whichever language."""
    found = [_trait(one) for one in texts]
    words: frozenset[str] = frozenset().union(*(words for words, _ in found))
    return words, frozenset().union(*(trades for _, trades in found))


@lru_cache(maxsize=20_000)
def _trait(one: str) -> tuple[frozenset[str], frozenset[str]]:
    spoken = text.words(one)
    telling = frozenset(text.stem(word) for word in spoken if languages.weight(word) > 0.2)
    known = lexicon_reading.shipped()
    return telling, frozenset(key for key in known.find(spoken) if not known.concepts[key].context)


@router.press(Look)
def look(ctx: Ctx, tap: Look) -> Reply:
    """Show a request that you may be able to answer."""
    request = _seen(ctx, tap.need)
    t = ctx.t
    text_ = t("*Someone asks for this*\n“{text}”", text=request.text)
    facts = " · ".join(fact for fact in _facts(ctx, request) if fact)
    if facts:
        text_ = f"{text_}\n{facts}"
    helps = Button(t("I can help"), CanHelp(tap.need), style="primary")
    return Message(text_, row(helps, Button(t("Not for me"), Pass(tap.need))), card=f"digest:{tap.need}")


def _seen(ctx: Ctx, need_id: int) -> Request:
    """The request, where this person may see it now.

    Raises:
        Refused: it is closed, theirs, of another community, or they are asked about it already.
    """
    request = news.request(ctx.db, ctx.me, need_id)
    if request is None:
        raise Refused("That request is no longer open, or you are part of it already.", "matches")
    return request


def _facts(ctx: Ctx, request: Request) -> tuple[str, ...]:
    t = ctx.t
    place = t("{place} or remote", place=request.place) if request.remote else escape(request.place)
    until = format_date(request.until, "d MMMM", locale=t.locale) if request.until else ""
    return (
        t("for the project {title}", title=request.title) if request.title else "",
        place if request.place else "",
        escape(request.effort),
        t("until {day}", day=until) if until else "",
    )


@router.press(CanHelp)
def can_help(ctx: Ctx, tap: CanHelp) -> Reply:
    """Come forward for a request: its owner is asked next."""
    request = _seen(ctx, tap.need)
    ctx.later(VOLUNTEER, f"{tap.need}:{ctx.me}")
    t = ctx.t
    said = t(
        "*Thank you. I ask them.*\n“{text}”: names and chats only when both of you say yes.",
        text=clipped(request.text, QUOTED),
    )
    return Message(said, row(Button(t("My matches"), Run("matches"))), replace=True)


@router.press(Pass)
def pass_by(ctx: Ctx, tap: Pass) -> Reply:
    """Leave a request to others."""
    item = Item(Kind.REQUEST, _seen(ctx, tap.need).id)
    if item.key not in digests.told(ctx.db, ctx.me):
        digests.remember(ctx.db, ctx.me, [item], ctx.now)
    return Message(ctx.t("*All right.* That request does not come again."), replace=True)


@router.press(Turn)
def turn(ctx: Ctx, tap: Turn) -> Reply:
    """Turn the weekly digest on or off."""
    people.set_member(ctx.db, ctx.me, digest="weekly" if tap.on else "off")
    t = ctx.t
    if tap.on:
        said = t("*Your digest is on.*\nIt comes on Mondays at 9:00, and only when there is something new.")
        return Message(said, row(Button(t("See the next one"), Run("digest"))))
    said = t("*No more digests.*\nWhat is asked of you still reaches you; `digest` shows what is new at any time.")
    return Message(said, row(Button(t("Turn on"), Turn(on=True)), Button(t("Pause everything"), Run("snooze"))))
