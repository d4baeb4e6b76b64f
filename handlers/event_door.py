"""At the door and afterwards: checking in by a code or its picture, three taps of feedback, and who was there."""

import io
import re
from dataclasses import dataclass
from enum import StrEnum

import segno

from bot.context import Ctx
from bot.i18n import Translator
from bot.router import Reply
from bot.ui import Button, File, Message, Press, row
from domain import events as rules
from domain.errors import Refused
from domain.events import State
from handlers import event_telling as telling
from handlers import event_views as views
from handlers.event_cards import Act, OnEvent
from storage import consent
from storage import event_book as book
from storage import event_people as people
from storage.event_book import Event

SHARE = "events"
"""The purpose under which somebody agrees that those who were at an event with them are told so."""
TRIES = "That is no code of an event that is on now. It stands on the wall, six digits: `event checkin 123456`."


class About(StrEnum):
    """What a tap of feedback is about."""

    LIKED = "l"
    MET = "m"
    AGAIN = "a"


COLUMNS = {About.LIKED: "liked", About.MET: "met", About.AGAIN: "again"}


@dataclass(frozen=True)
class Rate(Press, tag="evr"):
    """One of three taps about an event that is over."""

    event: int
    about: About
    score: int


@dataclass(frozen=True)
class Share(Press, tag="evm"):
    """Whether who was there may be told that one was there too."""

    yes: bool


def code_card(ctx: Ctx, event: Event) -> Message:
    """What hangs at the door: the code, and a picture that a phone reads."""
    if not event.code or event.state != State.PUBLISHED:
        raise Refused("The code comes with the event: publish it first.", "events")
    t = ctx.t
    text = t(
        "*Code at the door: {code}*\n{title}\nWho is there writes `event checkin {code}`, or points a phone at the "
        "picture. It counts from an hour before until an hour after.",
        code=event.code,
        title=event.title,
    )
    link = _link(ctx, event.code)
    picture = _picture(link or f"event checkin {event.code}")
    alt = t("A QR code that checks one in")
    return Message(text, row(Button(t("Back"), OnEvent(event.id, Act.SHOW))), image=picture, alt=alt)


def _link(ctx: Ctx, code: str) -> str:
    bot = ctx.setting.bot_names.get("telegram")
    return f"https://t.me/{bot}?start=checkin_{code}" if bot else ""


def _picture(content: str) -> File:
    written = io.BytesIO()
    segno.make(content, error="m").save(written, kind="png", scale=8, border=3)
    return File("checkin.png", written.getvalue(), "image/png")


def check_in(ctx: Ctx, said: str) -> Reply:
    """Somebody is there and says the code."""
    code = re.sub(r"\s", "", said)
    event = book.by_code(ctx.db, ctx.community.id, code) if re.fullmatch(r"\d{6}", code) else None
    if event is None or event.state != State.PUBLISHED or not event.begins or not event.ends:
        raise Refused(TRIES, "events")
    if not rules.doors_open(event.begins, event.ends, ctx.now):
        raise Refused("The door of {title} opens an hour before it begins.", "events", title=event.title)
    people.walked_in(ctx.db, event.id, ctx.me, ctx.now)
    telling.arrived(ctx, event)
    head = ctx.t("*Welcome to {title}.* You are checked in.", title=event.title)
    asked = _ask_to_share(ctx)
    card = views.shown(ctx, event.id, replace=False, head=head)
    return (card, asked) if asked else card


def _ask_to_share(ctx: Ctx) -> Message | None:
    """Asked once, at the first event."""
    if consent.given(ctx.db, ctx.me, SHARE) is not None:
        return None
    return share_card(ctx.t)


def share_card(t: Translator) -> Message:
    """Whether an introduction may say that both were there."""
    text = t(
        "*May I say that you were here?*\nOnly to people who were here too and said yes as well, when I suggest that "
        "you two talk."
    )
    return Message(text, row(Button(t("Yes"), Share(yes=True), style="primary"), Button(t("No"), Share(yes=False))))


def shared(ctx: Ctx, tap: Share) -> Reply:
    """Note the yes or the no."""
    consent.note(ctx.db, ctx.me, SHARE, tap.yes, ctx.now, share_card(ctx.t).text)
    t = ctx.t
    text = t("*Good.* I say it where it helps.") if tap.yes else t("*Fine.* I keep it to myself.")
    return Message(text, row(Button(t("I changed my mind"), Share(yes=not tap.yes))), replace=True)


def feedback(event: Event, t: Translator, taps: dict[str, int | None] | None = None) -> Message:
    """Three questions, a tap each; what was tapped stays marked."""
    have = taps or {}
    head = t("*How was {title}?*", title=event.title)
    if have and all(have.values()):
        head = t("*Thank you.* {title}: whoever organised it reads the sum, without names.", title=event.title)
    asks = {
        About.LIKED: (t("It was worth it"), t("So so"), t("Not for me")),
        About.MET: (t("Met somebody new"), t("Only friends"), t("Nobody")),
        About.AGAIN: (t("I'd come again"), t("Perhaps"), t("No")),
    }
    rows = tuple(
        tuple(
            Button(("✓ " if have.get(COLUMNS[about]) == score else "") + label, Rate(event.id, about, score))
            for score, label in zip((3, 2, 1), labels, strict=True)
        )
        for about, labels in asks.items()
    )
    return Message(head, rows, replace=taps is not None, card=f"feedback:{event.id}")


def rate(ctx: Ctx, tap: Rate) -> Reply:
    """A tap of feedback, from somebody who took part."""
    event = views.seen(ctx, tap.event)
    if not people.took_part(ctx.db, event.id, ctx.me) or not 1 <= tap.score <= 3:
        raise Refused("That is for those who were there.", "events")
    taps = people.rate(ctx.db, event.id, ctx.me, ctx.now, **{COLUMNS[tap.about]: tap.score})
    return feedback(event, ctx.t, taps)
