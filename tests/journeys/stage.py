"""A bot of a few made-up routes over the real core: what dispatch promises, without any feature in the way."""

import asyncio
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import Connection

from bot.adapters.base import Parcel
from bot.context import Ctx, Setting
from bot.dispatch import Dispatch
from bot.forms import Form, ask, hidden
from bot.i18n import Catalogues
from bot.incoming import Commanded, Filled, Happened, Incoming, Pressed, Said, Who
from bot.router import Open, Reply, Router, Routes
from bot.ui import Button, FieldKind, Message, Press, Sheet, row
from bot.watching import Watch
from domain.errors import Refused
from domain.roles import Role
from scheduler.sender import Sender
from storage import audit, people
from storage.db import Database
from tests.scheduler.channel import LIMITS, Channel

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Pet(Press, tag="pet"):
    """A button's data."""

    name: str


@dataclass(frozen=True)
class Cat(Form, tag="cat", title="A cat"):
    """A form with one question of every shape that moves differently."""

    name: str = ask("What is it called?")
    kind: str = ask("Which kind?", FieldKind.CHOICE, choices=(("house", "House"), ("wild", "Wild")))
    likes: str = ask("What does it like?", FieldKind.MANY, choices=(("milk", "Milk"), ("fish", "Fish")))
    story: str = ask("Its story?", FieldKind.LONG, optional=True)
    number: str = hidden()


router = Router()
meeting = threading.Barrier(2)


def note(ctx: Ctx, what: str) -> None:
    audit.note(ctx.db, ctx.now, what, actor=ctx.me, community=ctx.community.id)


@router.command("note")
def noted(ctx: Ctx, said: Commanded) -> Reply:
    """Write something down."""
    note(ctx, said.text)
    return Message(ctx.t("Noted: {text}", text=said.text))


@router.command("break")
def broken(ctx: Ctx, said: Commanded) -> Reply:
    """Fail after a write."""
    note(ctx, said.text)
    raise RuntimeError("a bug of ours")


@router.command("refuse")
def refused(ctx: Ctx, said: Commanded) -> Reply:
    """Change one's mind after a write."""
    note(ctx, said.text)
    raise Refused("There is no {thing}.", next_step="note", thing=said.text)


@router.command("meet")
def met(ctx: Ctx, said: Commanded) -> Reply:
    """Only two at the same time get through."""
    meeting.wait(30)
    return Message(ctx.t("Met"))


@router.command("later")
def later(ctx: Ctx, said: Commanded) -> Reply:
    """Plan something."""
    ctx.later("work", said.text)
    return None


@router.command("secret", role=Role.MANAGER)
def secret(ctx: Ctx, said: Commanded) -> Reply:
    """For managers."""
    return Message(ctx.t("The secret"))


@router.command("cat")
def cat(ctx: Ctx, said: Commanded) -> Reply:
    """Open the form, or one question of it."""
    return Open(Cat(number="7"), only=said.text)


@router.form(Cat)
def kept(ctx: Ctx, form: Cat) -> Reply:
    """Keep a cat."""
    note(ctx, f"{form.name}/{form.kind}/{form.likes}/{form.story}/{form.number}")
    return Message(ctx.t("Kept {name}", name=form.name))


@router.press(Pet)
def pet(ctx: Ctx, press: Pet) -> Reply:
    """Stroke it."""
    note(ctx, f"pet {press.name}")
    return Message(ctx.t("Purr"), row(Button("again", press)), replace=True)


@router.happened("left")
def left(ctx: Ctx, what: Happened) -> Reply:
    """Somebody left."""
    note(ctx, "left")
    return None


@dataclass
class Stage:
    """The core over a database; `letters` asks one question at a time, `panes` shows forms whole."""

    db: Database
    routers: tuple[Router, ...] = (router,)
    now: datetime = NOW
    letters: Channel = field(default_factory=Channel)
    panes: Channel = field(default_factory=lambda: Channel("panes", replace(LIMITS, modals=True)))
    woken: list[int] = field(default_factory=list)
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        self.keys = count()
        adapters: dict[str, Any] = {"letters": self.letters, "panes": self.panes}
        self.sender = Sender(self.db, adapters, {}, lambda: self.now, "stage", self.watch)
        limits = {name: adapter.limits for name, adapter in adapters.items()}
        setting = Setting(Catalogues(), lambda: self.now)
        self.dispatch = Dispatch(
            self.db, Routes(self.routers), setting, limits, self.sender.said, lambda: self.woken.append(1), "stage",
            watch=self.watch,
        )  # fmt: skip
        self.db.run_now(partial(_peopled, now=self.now))

    async def takes(self, *values: Incoming) -> str:
        """Hand these over, at once, and return what was said last."""
        await asyncio.gather(*(self.dispatch(value) for value in values))
        await self.sender.idle()
        return self.last(self.panes if values[-1].who.platform == "panes" else self.letters)

    def last(self, channel: Channel | None = None) -> str:
        """What was sent last, buttons in brackets."""
        parcel = (channel or self.letters).sent[-1]
        letter = parcel.letter
        if isinstance(letter, Sheet):
            return f"<{letter.title}>"
        assert isinstance(letter, Message)
        return letter.text + "".join(f" [{b.label}]" for buttons in letter.rows for b in buttons)

    def parcel(self, channel: Channel | None = None) -> Parcel:
        return (channel or self.letters).sent[-1]

    def key(self) -> str:
        """A delivery's id; another stage over the same database has others."""
        return f"{id(self)}-{next(self.keys)}"

    def said(self, text: str, user: str = "ann", platform: str = "letters", key: str = "") -> Said:
        return Said(who=Who(platform, user, chat=user), key=key or self.key(), text=text)

    def pressed(self, packed: str, user: str = "ann", platform: str = "letters", trigger: str = "") -> Pressed:
        who = Who(platform, user, chat=user)
        return Pressed(who=who, key=self.key(), packed=packed, card="card", trigger=trigger)

    def filled(self, values: dict[str, str], form: str = "cat", **hidden: str) -> Filled:
        who = Who("panes", "ann", chat="ann")
        return Filled(who=who, key=self.key(), form=form, values=values, hidden=hidden)

    async def says(self, text: str, user: str = "ann", platform: str = "letters") -> str:
        return await self.takes(self.said(text, user, platform))

    async def taps(self, label: str) -> str:
        """Press the button of the last message that has this label."""
        letter = self.parcel().letter
        assert isinstance(letter, Message)
        (packed,) = [b.packed for buttons in letter.rows for b in buttons if b.label == label]
        return await self.takes(self.pressed(packed))

    def notes(self) -> list[str]:
        """What handlers wrote, oldest first."""
        return [entry.what for entry in reversed(self.db.read_now(partial(audit.latest, community_id=1, limit=999)))]


def _peopled(db: Connection, now: datetime) -> None:
    if people.communities(db):
        return
    here = people.add_community(db, "Here", "open", "en", "Europe/Madrid", now - timedelta(days=1))
    for name in ("ann", "kim"):
        member = people.add_member(db, name, "en", "Europe/Madrid", here, now)
        people.set_membership(db, here, member, "in", now)
        for platform in ("letters", "panes"):
            people.add_account(db, member, platform, "", name, name, now)
