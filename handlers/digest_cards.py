"""How a digest looks: a sentence and a button a line, and what its buttons carry."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_skeleton

from bot.i18n import Markup, Translator
from bot.markup import clipped, escape
from bot.ui import Button, Message, Press, Rows, Run
from domain.digest import Item, Kind, Line

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


@dataclass(frozen=True)
class Missed(Press, tag="dgm"):
    """Read what found no room in the weekly budget."""

    row: int


def card(name: str, lines: tuple[Line, ...], t: Translator) -> Message:
    """The digest itself."""
    head = t.n("*Your week, {name}* · one thing", "*Your week, {name}* · {n} things", len(lines), name=name)
    fewer = Button(t("Fewer of these"), Turn(on=False))
    return Message("\n".join([head, *told(t, lines)]), (*buttons(t, lines), (fewer,)), card="digest")


def told(t: Translator, lines: tuple[Line, ...]) -> list[str]:
    """A sentence a line, with its number."""
    return [f"{number} {_sentence(t, line)}" for number, line in enumerate(lines, 1)]


def _sentence(t: Translator, line: Line) -> str:
    item = line[0]
    said = clipped(item.text, QUOTED)
    asked = {
        Kind.INTRODUCTION: t("You and {name} both said yes. Have you talked yet?", name=item.name),
        Kind.ASK: t("“{text}” waits for your yes or no.", text=said),
        Kind.MISSED: t("There was no room for this during the week: “{text}”", text=said),
        Kind.REQUEST: t("Someone asks for “{text}”. You could answer.", text=said),
    }
    if item.kind in asked:
        return asked[item.kind]
    if item.kind is Kind.PERSON:
        return t("New here: {people}.", people=Markup(", ".join(_person(t, one) for one in line)))
    if item.kind is Kind.EVENT and item.at:
        return _event(t, item, item.at)
    return t("The project {name} looks for “{text}”.", name=item.name, text=said)


def _event(t: Translator, item: Item, at: datetime) -> str:
    """📅 Friday 20 November, 18:30: pizza and pitches · 4 seats left."""
    said = t("📅 {day}, {hour}: {title}", day=_day(at, t), hour=f"{at:%H:%M}", title=clipped(item.name, QUOTED))
    if item.left is None:
        return said
    seats = t.n("{n} seat left", "{n} seats left", item.left) if item.left else t("full, there is a line")
    return f"{said} · {seats}"


def _day(at: datetime, t: Translator) -> str:
    if t.language == "en":
        return str(format_date(at, "EEEE d MMMM", locale=t.locale))
    return f"{format_date(at, 'EEEE', locale=t.locale)} {format_skeleton('MMMMd', at, locale=t.locale)}"


def _person(t: Translator, one: Item) -> str:
    return t("{name} ({headline})", name=one.name, headline=clipped(one.text, 40)) if one.text else escape(one.name)


def buttons(t: Translator, lines: tuple[Line, ...]) -> Rows:
    """A button a line, with its number; two in a row."""
    made = [_button(t, number, line) for number, line in enumerate(lines, 1)]
    return tuple(tuple(made[at : at + 2]) for at in range(0, len(made), 2))


def _button(t: Translator, number: int, line: Line) -> Button:
    item = line[0]
    if item.kind is Kind.INTRODUCTION:
        return Button(t("{n} Open", n=number), Run("matches"))
    if item.kind is Kind.ASK:
        return Button(t("{n} Answer", n=number), Run("matches"))
    if item.kind is Kind.MISSED:
        return Button(t("{n} Read", n=number), Missed(item.ref))
    if item.kind is Kind.EVENT:
        return Button(t("{n} Going", n=number), Run("event", f"{item.ref} going"))
    if item.kind is Kind.PERSON:
        return Button(t("{n} Who is that?", n=number), Run.within("find", item.name))
    return Button(t("{n} Look", n=number), Look(item.ref))
