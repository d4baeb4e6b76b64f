"""The questions about an event: a new one, another moment, or one of its other sides."""

from dataclasses import dataclass

from bot.forms import Form, ask, hidden
from bot.i18n import Translator
from bot.ui import Button, FieldKind, Message, Press
from domain import event_reading as reading
from handlers.event_cards import Act, OnEvent
from storage.event_book import Event


@dataclass(frozen=True)
class NewEvent(Form, tag="event", title="A new event", submit="Look at it"):
    """What is needed to say when and where; the rest is one tap away on the card."""

    what: str = ask("What is it?", hint="Such as: Pizza and pitches", limit=reading.TITLE)
    day: str = ask("Which day?", FieldKind.DATE)
    begins: str = ask("When does it begin?", FieldKind.TIME, hint="Such as 18:30")
    place: str = ask("Where?", optional=True, hint="A space, or a link", limit=reading.LINK)
    seats: str = ask("How many seats?", FieldKind.NUMBER, optional=True, hint="Empty: no limit")
    event: str = hidden()
    sequence: str = hidden()


@dataclass(frozen=True)
class EventWhen(Form, tag="evwhen", title="Another time"):
    """When it is, as a whole."""

    day: str = ask("Which day?", FieldKind.DATE)
    begins: str = ask("When does it begin?", FieldKind.TIME, hint="Such as 18:30")
    ends: str = ask("When does it end?", FieldKind.TIME, optional=True, hint="Empty: after two hours")
    event: str = hidden()
    sequence: str = hidden()


@dataclass(frozen=True)
class EventSide(Form, tag="evside", title="Change the event"):
    """Everything else about it, one question at a time."""

    title_: str = ask("What is it?", limit=reading.TITLE)
    place: str = ask("Where?", optional=True, hint="A space, or a link", limit=reading.LINK)
    seats: str = ask("How many seats?", FieldKind.NUMBER, optional=True, hint="Empty: no limit")
    guests: str = ask("How many guests may each bring?", FieldKind.NUMBER, optional=True)
    zone: str = ask("By the clock of which place?", hint="Such as Europe/Madrid", limit=60)
    description: str = ask("What should people know?", FieldKind.LONG, optional=True, limit=reading.DESCRIPTION)
    side: str = hidden()
    event: str = hidden()
    sequence: str = hidden()


@dataclass(frozen=True)
class Side(Press, tag="evs"):
    """Ask one side of an event."""

    event: int
    side: str


def when_form(event: Event, day: str = "", begins: str = "") -> EventWhen:
    """The questions of its moment, with what is known."""
    wall, ends = event.wall_begins, event.wall_ends
    return EventWhen(
        day=day or (f"{wall:%Y-%m-%d}" if wall else ""),
        begins=begins or (f"{wall:%H:%M}" if wall else ""),
        ends=f"{ends:%H:%M}" if ends and wall and ends.date() <= wall.date() else "",
        event=str(event.id),
        sequence=str(event.sequence),
    )


def side_form(event: Event, side: str) -> EventSide:
    """One of its sides as it is; the others do not travel with the form."""
    return EventSide.fill(
        {side: value_of(event, side), "side": side, "event": str(event.id), "sequence": str(event.sequence)}
    )


def value_of(event: Event, side: str) -> str:
    """A side of an event as its question shows it."""
    return {
        "title_": event.title,
        "place": event.link or event.place,
        "seats": "" if event.capacity is None else str(event.capacity),
        "guests": str(event.guests) if event.guests else "",
        "zone": event.zone,
        "description": event.description,
    }[side]


def sides(event: Event, t: Translator) -> Message:
    """What shall change?"""
    labels = {
        "when": t("When"), "title_": t("What"), "place": t("Where"), "seats": t("Seats"), "guests": t("Guests"),
        "zone": t("Clock"), "description": t("Description"),
    }  # fmt: skip
    buttons = [Button(label, Side(event.id, side)) for side, label in labels.items()]
    buttons.append(Button(t("Picture"), OnEvent(event.id, Act.PICTURE)))
    rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    back = (Button(t("Back"), OnEvent(event.id, Act.SHOW)),)
    return Message(t("*What shall change?*\n{title}", title=event.title), (*rows, back), replace=True)
