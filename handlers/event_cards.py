"""How an event looks: its card in private and in a group, its list, and the data of its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.i18n import Translator
from bot.markup import clipped, escape
from bot.ui import Button, File, Message, Press, Rows, Run, row
from domain.events import State
from domain.recurrence import Rule
from domain.seats import Seat
from handlers import event_series_cards as series_cards
from handlers import event_words as words
from storage.event_book import Event
from storage.event_people import NOBODY, Standing

SHOWN = 400
"""Characters of a description on a card; all of it stands behind "More"."""
PAGE = 6


class Answer(StrEnum):
    """What one says to an event."""

    GOING = "g"
    MAYBE = "m"
    NOT = "n"


class Act(StrEnum):
    """What a button on an event's card asks for."""

    SHOW = "s"
    PUBLISH = "p"
    CHANGE = "c"
    DROP = "d"
    MORE = "m"
    PEOPLE = "w"
    PICTURE = "i"
    PICTURE_ALONE = "j"
    NO_PICTURE = "I"
    INVITE = "v"
    INVITE_NOW = "V"
    DOOR = "q"
    CANCEL = "x"
    CANCEL_NOW = "X"


@dataclass(frozen=True)
class Rsvp(Press, tag="ev"):
    """An answer to an event, from any copy of its card."""

    event: int
    answer: Answer


@dataclass(frozen=True)
class Guests(Press, tag="evg"):
    """How many one brings."""

    event: int
    guests: int


@dataclass(frozen=True)
class OnEvent(Press, tag="evo"):
    """A button on an event's card."""

    event: int
    act: Act


@dataclass(frozen=True)
class Turn(Press, tag="evp"):
    """Another page of the list."""

    page: int


@dataclass(frozen=True)
class View:
    """All that a card shows to one reader.

    Args:
        event: what it is about.
        counts: members by how they stand.
        me: how the reader stands; None in a group, where everybody reads.
        before: how many stand before the reader in line.
        by: who organises it.
        zone: whose clock.
        runs: whether the reader looks after it.
        publishes: whether they may publish, not only propose.
    """

    event: Event
    now: datetime
    zone: str
    counts: dict[Seat, int] = field(default_factory=dict)
    me: Standing | None = None
    before: int = 0
    by: str = ""
    runs: bool = False
    publishes: bool = False
    picture: File | None = None
    alt: str = ""
    repeats: Rule | None = None


def name(event_id: int) -> str:
    """Under which its copies are found again."""
    return f"event:{event_id}"


def card(view: View, t: Translator, *, replace: bool = False, head: str = "") -> Message:
    """An event as its reader sees it; `head` is news that stands above it."""
    event = view.event
    lines = [head, t("*{title}*", title=event.title), *_facts(view, t)]
    if event.description:
        lines.append(escape(clipped(event.description, SHOWN)))
    lines += [words.state_line(event, view.counts, t), words.seats(event, view.counts, t) if _alive(event) else ""]
    if view.me:
        lines.append(words.mine(event, view.me, view.before, t, view.now, view.zone))
    text = "\n".join(line for line in lines if line)
    return Message(
        text,
        _rows(view, t),
        replace=replace,
        card=name(event.id) if view.me else "",
        alt=view.alt,
        image=view.picture,
    )


def _alive(event: Event) -> bool:
    return State(event.state).open


def _facts(view: View, t: Translator) -> list[str]:
    event = view.event
    facts = ["📅 " + words.when(event, t, view.now, view.zone), words.where(event, t)]
    if view.repeats:
        facts.append(series_cards.said(view.repeats, t))
    if event.state == State.DRAFT:
        facts.append(_limits(event, t))
    elif view.by:
        facts.append(t("With {name}", name=view.by))
    return facts


def _limits(event: Event, t: Translator) -> str:
    """What was understood beside when and where, to be looked at before it is said to anybody."""
    parts = [t("by the clock of {city}", city=words.city(event.zone))]
    if event.capacity is not None:
        parts.append(t.n("{n} seat", "{n} seats", event.capacity))
    if event.guests:
        parts.append(t.n("each may bring {n} guest", "each may bring {n} guests", event.guests))
    return " · ".join(parts)


def _rows(view: View, t: Translator) -> Rows:
    event, state = view.event, State(view.event.state)
    if state is State.DRAFT:
        return _draft_rows(view, t)
    if state is State.CANCELLED or state is State.OVER:
        return row(Button(t("People"), OnEvent(event.id, Act.PEOPLE))) if view.runs else ()
    rows: list[tuple[Button, ...]] = [_answers(event, view.me, t)]
    if view.me and view.me.seat in {Seat.GOING, Seat.OUT, Seat.MAYBE} and event.guests:
        rows.append(_guests(event, view.me, t))
    if view.me:
        rows.append((Button(t("More"), OnEvent(event.id, Act.MORE)), Button(t("All events"), Run("events"))))
    return tuple(rows)


def _draft_rows(view: View, t: Translator) -> Rows:
    event = view.event
    go = t("Publish") if view.publishes else t("Propose it")
    ready = (Button(go, OnEvent(event.id, Act.PUBLISH), style="primary"),) if event.begins else ()
    return (
        (*ready, Button(t("Change"), OnEvent(event.id, Act.CHANGE)), Button(t("Drop"), OnEvent(event.id, Act.DROP))),
    )


def _answers(event: Event, me: Standing | None, t: Translator) -> tuple[Button, ...]:
    """Going · Maybe · Not, in the words that fit where the reader stands."""
    seat = me.seat if me else Seat.OUT
    if seat is Seat.OFFERED:
        take = Button(t("Take the seat"), Rsvp(event.id, Answer.GOING), style="primary")
        return take, Button(t("Let it go"), Rsvp(event.id, Answer.NOT))
    if seat is Seat.WAITING:
        return (Button(t("Leave the line"), Rsvp(event.id, Answer.NOT)),)
    full = event.capacity is not None and (event.taken >= event.capacity or event.waiting > 0)
    yes = t("I'd come") if event.state == State.PROPOSED else t("Join the line") if full else t("Going")
    mark = {Seat.GOING: "✓ "} if me else {}
    said = me is not None and me.answered is not None
    return (
        Button(
            t("✓ Going") if mark.get(seat) else yes,
            Rsvp(event.id, Answer.GOING),
            style="" if mark.get(seat) else "primary",
        ),
        Button(t("✓ Maybe") if me and seat is Seat.MAYBE else t("Maybe"), Rsvp(event.id, Answer.MAYBE)),
        Button(t("✓ Not") if said and seat is Seat.OUT else t("Not"), Rsvp(event.id, Answer.NOT)),
    )


def _guests(event: Event, me: Standing, t: Translator) -> tuple[Button, ...]:
    """One tap more or less; who has not answered says both at once."""
    have = me.party - 1 if me.seat is Seat.GOING else 0
    buttons = []
    if have < event.guests and (event.capacity is None or have + 2 <= event.capacity):
        label = t.n("With {n} guest", "With {n} guests", have + 1)
        buttons.append(Button(label, Guests(event.id, have + 1)))
    if have:
        buttons.append(Button(t("Alone") if have == 1 else t("One guest less"), Guests(event.id, have - 1)))
    return tuple(buttons)


def more(view: View, t: Translator) -> Message:
    """Everything about it, and what its organiser can do."""
    event = view.event
    text = "\n".join(line for line in (t("*{title}*", title=event.title), *_facts(view, t)) if line)
    if event.description:
        text += "\n\n" + escape(event.description)
    who = Button(t("Who comes"), OnEvent(event.id, Act.PEOPLE))
    rows: list[tuple[Button, ...]] = [(who,)]
    if view.runs:
        change = Button(t("Change"), OnEvent(event.id, Act.CHANGE))
        rows = [(who, change), (Button(t("Code at the door"), OnEvent(event.id, Act.DOOR)), *_invite(view, t))]
        off = Button(t("Cancel the event"), OnEvent(event.id, Act.CANCEL), style="danger")
        rows.append((_series(view, t), off) if event.state == State.PUBLISHED else (off,))
    rows.append((Button(t("Back"), OnEvent(event.id, Act.SHOW)),))
    return Message(text, tuple(rows), replace=True, card=name(event.id), image=view.picture, alt=view.alt)


def _invite(view: View, t: Translator) -> tuple[Button, ...]:
    may = view.publishes and view.event.state == State.PUBLISHED
    return (Button(t("Invite everybody…"), OnEvent(view.event.id, Act.INVITE)),) if may else ()


def _series(view: View, t: Translator) -> Button:
    act = series_cards.Act.SHOW if view.repeats else series_cards.Act.REPEAT
    return Button(t("All its dates") if view.repeats else t("Repeat it…"), series_cards.OnSeries(view.event.id, act))


def listed(
    events: Sequence[tuple[Event, Standing]], drafts: Sequence[Event], total: int, page: int, t: Translator,
    now: datetime, zone: str, *, replace: bool = False,
) -> Message:  # fmt: skip
    """What is ahead, a button each; an empty list says how one begins."""
    if not events and not drafts:
        text = t(
            "*Nothing is planned yet.*\nOne line is enough: `event Friday 18:30 pizza and pitches, 30 places, Space A`"
        )
        return Message(text, row(Button(t("New event"), Run("event"))), replace=replace)
    head = t.n("*{n} event ahead*", "*{n} events ahead*", total) if total else t("*Nothing is planned yet.*")
    lines = [head]
    rows: list[tuple[Button, ...]] = []
    for number, (event, me) in enumerate(events, page * PAGE + 1):
        mark = f" · {_mark(me, t)}" if me is not NOBODY and _mark(me, t) else ""
        lines.append(f"{number}  {words.when(event, t, now, zone)} · {escape(event.title)}{mark}")
        rows.append((Button(f"{number}  {clipped(event.title, 40)}", OnEvent(event.id, Act.SHOW)),))
    rows += [
        (Button(t("Draft: {title}", title=clipped(draft.title, 30)), OnEvent(draft.id, Act.SHOW)),)
        for draft in drafts[:3]
    ]
    turns = [Button(t("Back"), Turn(page - 1))] if page else []
    if (page + 1) * PAGE < total:
        turns.append(Button(t("Next"), Turn(page + 1)))
    rows.append((*turns, Button(t("New event"), Run("event"))))
    return Message("\n".join(lines), tuple(rows), replace=replace)


def _mark(me: Standing, t: Translator) -> str:
    return {
        Seat.GOING: t("you are going"), Seat.WAITING: t("you are in line"), Seat.OFFERED: t("a seat waits for you"),
        Seat.MAYBE: t("maybe"),
    }.get(me.seat, "")  # fmt: skip
