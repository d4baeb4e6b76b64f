"""What is asked where a moment cannot stand as it was written: each thing it may mean is a button."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.i18n import Translator
from bot.ui import Button, Message, Press, Rows
from domain import events as rules
from domain import times
from domain.events import Doubt, Trouble
from handlers import event_words as words
from handlers.event_cards import Act, OnEvent
from handlers.event_forms import Side
from storage.event_book import Event


@dataclass(frozen=True)
class When(Press, tag="evw"):
    """The moment that was meant, as the wall shows it."""

    event: int
    wall: str
    fold: int


def asked(event: Event, trouble: Trouble, t: Translator, now: datetime, *, known_time: bool = True) -> Message:
    """Say plainly what is wrong, and offer what it may mean."""
    today = times.local(now, event.zone).date()
    said = _said(event, trouble, t)
    if trouble.doubt is Doubt.NO_TIME:
        near = tuple((wall, 0) for wall in rules.common_hours(trouble.near[0][0].date()))
        buttons = [_button(event, wall, 0, f"{wall:%H:%M}") for wall, _ in near]
    elif not known_time:
        buttons = [_button(event, wall, 0, words.day_words(wall.date(), t, today)) for wall, _ in trouble.near]
    else:
        buttons = [_near(event, trouble.doubt, wall, fold, t, today) for wall, fold in trouble.near]
    rows: Rows = tuple(tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3))
    other = (Button(t("Another time"), Side(event.id, "when")), Button(t("Drop"), OnEvent(event.id, Act.DROP)))
    return Message(f"{said}\n{t('I have kept the rest: {title}', title=event.title)}", (*rows, other))


def _button(event: Event, wall: datetime, fold: int, label: str) -> Button:
    return Button(label, When(event.id, f"{wall:%Y-%m-%dT%H:%M}", fold))


def _near(event: Event, doubt: Doubt, wall: datetime, fold: int, t: Translator, today: date) -> Button:
    label = words.wall_words(wall, t, today)
    if doubt is Doubt.TWICE:
        label = t("The second {time}", time=f"{wall:%H:%M}") if fold else t("The first {time}", time=f"{wall:%H:%M}")
    return _button(event, wall, fold, label)


def _said(event: Event, trouble: Trouble, t: Translator) -> str:
    place = words.city(event.zone)
    return {
        Doubt.NO_TIME: t("*At what time?*"),
        Doubt.NO_SUCH_DAY: t("*That day does not exist:* “{words}”.", words=trouble.words),
        Doubt.WHICH_DAY: t("*Which day is “{words}”?*", words=trouble.words),
        Doubt.PAST: t("*That is in the past:* “{words}”.", words=trouble.words)
        if trouble.words
        else t("*That is in the past.*"),
        Doubt.FAR: t("*That is more than two years away.*"),
        Doubt.GAP: t("*That hour does not exist in {city}:* the clock is put forward in that night.", city=place),
        Doubt.TWICE: t("*That hour comes twice in {city}:* the clock is put back in that night. Which?", city=place),
    }.get(trouble.doubt, t("*On which day?*"))
