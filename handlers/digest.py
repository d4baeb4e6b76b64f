"""The digest: what is new for a member this week, a line and a button each; off in one tap."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from babel.dates import format_date
from sqlalchemy import Connection

from bot.context import Ctx
from bot.i18n import Markup, Translator
from bot.incoming import Commanded
from bot.markup import clipped, escape
from bot.router import Reply, Router
from bot.ui import Button, Message, Press, Rows, Run, row
from domain import digest as rules
from domain.digest import Item, Kind, Line
from domain.errors import Refused
from matching import languages, lexicon, text
from storage import digest as digests
from storage import digest_news as news
from storage import people
from storage.digest_news import Arrivals, Request

router = Router()
VOLUNTEER = "matches.volunteer"
"""The work that asks a need's owner about somebody who came forward."""
QUOTED = 90


@dataclass(frozen=True)
class Look(Press, tag="dgl"):
    """Show a request."""

    need: int


@dataclass(frozen=True)
class CanHelp(Press, tag="dgh"):
    """Come forward for a request."""

    need: int


@dataclass(frozen=True)
class Pass(Press, tag="dgn"):
    """Never show a request again."""

    need: int


@dataclass(frozen=True)
class Turn(Press, tag="dgt"):
    """Digests on or off."""

    on: bool


@router.command("digest")
def digest(ctx: Ctx, what: Commanded) -> Reply:
    """See what your next weekly digest would hold, and turn it on or off."""
    del what
    t, lines = ctx.t, gathered(ctx.db, ctx.me, ctx.now)
    off = ctx.member.digest == "off"
    switch = Button(t("Turn on"), Turn(on=True), style="primary") if off else Button(t("Turn off"), Turn(on=False))
    when = t("Your digest is off.") if off else t("It comes on Mondays at 9:00, and only when there is something new.")
    if not lines:
        head = t("*Nothing new for you yet.*")
        told = t("Say what you offer with `profile` and what you look for with `need`: that is what I go by.")
        return Message(f"{head}\n{when}\n{told}", row(Button(t("My profile"), Run("profile")), switch))
    head = t.n("*Your next digest* · one thing so far", "*Your next digest* · {n} things so far", len(lines))
    return Message("\n".join([head, *_told(t, lines), when]), (*_buttons(t, lines), (switch,)))


def gathered(db: Connection, member_id: int, now: datetime, arrivals: Arrivals | None = None) -> tuple[Line, ...]:
    """What a member has not been told yet, as the lines of a digest; `arrivals` are shared by those of one unit."""
    items = [*news.introductions(db, member_id, now - rules.FRESH), *news.asks(db, member_id)]
    requests = news.requests(db, member_id)
    if requests:
        mine = _traits(news.offered(db, member_id))
        items += [
            Item(Kind.REQUEST, one.id, text=one.text)
            for one in requests
            if rules.answerable(_asked(one.text, one.tags), mine)
        ]
    items += (arrivals or Arrivals(now - rules.FRESH)).to(db, member_id)
    items += [Item(Kind.PROJECT, one.id, name=one.title, text=one.text) for one in requests if one.title]
    return rules.chosen(items, digests.told(db, member_id))


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
    known = lexicon.shipped()
    return telling, frozenset(key for key in known.find(spoken) if not known.concepts[key].context)


def card(name: str, lines: tuple[Line, ...], t: Translator) -> Message:
    """The digest itself."""
    head = t.n("*Your week, {name}* · one thing", "*Your week, {name}* · {n} things", len(lines), name=name)
    fewer = Button(t("Fewer of these"), Turn(on=False))
    return Message("\n".join([head, *_told(t, lines)]), (*_buttons(t, lines), (fewer,)), card="digest")


def _told(t: Translator, lines: tuple[Line, ...]) -> list[str]:
    return [f"{number} {_sentence(t, line)}" for number, line in enumerate(lines, 1)]


def _sentence(t: Translator, line: Line) -> str:
    item = line[0]
    said = clipped(item.text, QUOTED)
    if item.kind is Kind.INTRODUCTION:
        return t("You and {name} both said yes. Have you talked yet?", name=item.name)
    if item.kind is Kind.ASK:
        return t("“{text}” waits for your yes or no.", text=said)
    if item.kind is Kind.REQUEST:
        return t("Someone asks for “{text}”. You could answer.", text=said)
    if item.kind is Kind.PROJECT:
        return t("The project {name} looks for “{text}”.", name=item.name, text=said)
    return t("New here: {people}.", people=Markup(", ".join(_person(t, one) for one in line)))


def _person(t: Translator, one: Item) -> str:
    return t("{name} ({headline})", name=one.name, headline=clipped(one.text, 40)) if one.text else escape(one.name)


def _buttons(t: Translator, lines: tuple[Line, ...]) -> Rows:
    """A button a line, with its number; two in a row."""
    buttons = [_button(t, number, line) for number, line in enumerate(lines, 1)]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _button(t: Translator, number: int, line: Line) -> Button:
    item = line[0]
    if item.kind is Kind.INTRODUCTION:
        return Button(t("{n} Open", n=number), Run("matches"))
    if item.kind is Kind.ASK:
        return Button(t("{n} Answer", n=number), Run("matches"))
    if item.kind is Kind.PERSON:
        return Button(t("{n} Who is that?", n=number), Run.within("find", item.name))
    return Button(t("{n} Look", n=number), Look(item.ref))


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
