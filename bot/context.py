"""What a unit of work has in hand: the database, the moment, the person, and ways to say something to others."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot import wire
from bot.i18n import Catalogues, Translator
from bot.incoming import Who
from bot.ui import Home, Message, Post
from domain.delivery import Purpose, State
from domain.roles import Role
from storage import budget, outbox, people, ticks
from storage.backups import settling
from storage.backups.folder import Shelf

Build = Callable[[Translator], Message]
"""Makes a message in the reader's language; bind its values with `functools.partial`."""


@dataclass(frozen=True)
class Setting:
    """What is the same for every unit of a process; made once, in the composition root."""

    catalogues: Catalogues
    clock: Callable[[], datetime]
    public_url: str = "http://127.0.0.1:8000"
    owner_code: str = ""
    admission: str = "approval"
    language: str = "en"
    zone: str = "Europe/Madrid"
    bot_names: dict[str, str] = field(default_factory=dict)
    """The bot's own name on each platform, for links into a chat: `{"telegram": "tertulia_bot"}`."""
    rng: random.Random = field(default_factory=random.SystemRandom)
    channels: tuple[str, ...] = ()
    """Channels that only post and are set up, by name."""
    commands: tuple[tuple[str, str, Role], ...] = ()
    """Every command's word, its help (a catalogue id) and its role, for `help`."""
    shelf: Shelf | None = None
    """Where nightly backups go; None: nowhere."""
    journals: tuple[Path, ...] = ()
    """Where erasures are written down outside the database."""
    tier: str = "plain"
    """What matching reads texts with; `auto` takes the best model that is installed."""
    vectors: Path | None = None
    """The file in which a model's vectors outlive the process; None: nowhere."""
    doubtful: bool = False
    """What is done now may have been done already before a restore: nothing of it leaves by itself."""


class Desk:
    """The bot's own desk inside a unit: it can read, write, speak and plan, and speaks for nobody."""

    def __init__(self, db: Connection, setting: Setting, reference: str = "") -> None:
        self.db = db
        self.setting = setting
        self.now = setting.clock()
        self.rng = setting.rng
        self.reference = reference
        self.planned = False
        """Whether this unit leaves anything to do but the answers to the one who asked."""

    def translator(self, member_id: int) -> Translator:
        """The language of that member."""
        member = people.get(self.db, member_id)
        return self.setting.catalogues[member.language if member else self.setting.language]

    def send(
        self,
        member_id: int,
        build: Build,
        purpose: Purpose = Purpose.NOTICE,
        *,
        once: str | None = None,
        card: str = "",
        due: datetime | None = None,
        not_after: datetime | None = None,
        platform: str = "",
    ) -> bool:
        """Write a message to a member into the outbox.

        Args:
            member_id: who gets it; the chat is decided when it leaves.
            build: makes the message in their language.
            purpose: decides priority and what a crash may do.
            once: a key under which it is planned at most once, ever.
            card: a name under which `edit` finds it again.
            due: not before; a member's quiet hours are the caller's rule (`domain.times.after_quiet`).
            not_after: worthless later; it then expires.
            platform: only on that platform.

        What counts against the member's weekly budget and finds no room in it is written down as skipped and waits for
        their digest.

        Returns:
            False when a send of that key stands already.
        """
        due = due or self.now
        message = wire.dumps(build(self.translator(member_id)))
        columns: dict[str, Any] = {"once": once, "card": card, "not_after": not_after, "adapter": platform}
        if self.setting.doubtful:
            state = State.UNCERTAIN if purpose.once else State.EXPIRED
            columns |= {"state": str(state), "error": settling.WHY, "done": self.now}
        elif not budget.room(self.db, member_id, purpose, due):
            columns |= {"state": str(State.SKIPPED), "error": budget.OVER, "done": self.now}
        item = outbox.put(
            self.db, self.now, "send", message, purpose,
            member_id=member_id, due=due, reference=self.reference, **columns,
        )  # fmt: skip
        self.planned = True
        return item is not None

    def has_room(self, member_id: int, purpose: Purpose, due: datetime) -> bool:
        """Whether a message of that kind would leave by itself at that moment; else it waits for their digest."""
        return budget.room(self.db, member_id, purpose, due)

    def post(
        self,
        place: tuple[str, str, str],
        message: Message | Post,
        purpose: Purpose = Purpose.DIGEST,
        *,
        once: str,
        op: str = "send",
        target: str = "",
        not_after: datetime | None = None,
    ) -> bool:
        """Write a message to a group or channel, or what shall become of one there, into the outbox.

        Args:
            place: platform, workspace and chat.
            message: in the language of those who read there.
            purpose: decides priority and what a crash may do.
            once: a key under which it is planned at most once, ever.
            op: `send`, `edit` or `delete`.
            target: the receipt of what is changed, taken back or answered.
            not_after: worthless later; it then expires.

        Returns:
            False when a post of that key stands already.
        """
        columns: dict[str, Any] = dict(zip(("adapter", "workspace", "chat"), place, strict=True))
        columns["target"] = target
        if self.setting.doubtful:
            columns |= {"state": str(State.UNCERTAIN), "error": settling.WHY, "done": self.now}
        self.planned = True
        letter = wire.dumps(message)
        item = outbox.put(
            self.db, self.now, op, letter, purpose, once=once, not_after=not_after, reference=self.reference,
            **columns,
        )  # fmt: skip
        return item is not None

    def edit(self, member_id: int, card: str, build: Build) -> None:
        """Change the last message that the member has under this card; nothing happens where none is shown."""
        message = wire.dumps(build(self.translator(member_id)))
        outbox.put(
            self.db, self.now, "edit", message, Purpose.ANSWER,
            member_id=member_id, card=card, reference=self.reference,
        )  # fmt: skip
        self.planned = True

    def show_home(self, member_id: int, build: Callable[[Translator], Home], platform: str) -> None:
        """Redraw the member's standing page on a platform that has one."""
        home = wire.dumps(build(self.translator(member_id)))
        outbox.put(
            self.db, self.now, "home", home, Purpose.ANSWER,
            member_id=member_id, adapter=platform, reference=self.reference,
        )  # fmt: skip
        self.planned = True

    def later(self, work: str, key: str, at: datetime | None = None) -> None:
        """Ask the engine for work at a moment (now when None), inside this unit's transaction."""
        if at is None or at <= self.now:
            (ticks.plan_in_doubt if self.setting.doubtful else ticks.at_once)(self.db, work, key, self.now)
        else:
            ticks.plan(self.db, work, key, at)
        self.planned = True

    def soon(self, work: str, key: str, at: datetime) -> None:
        """Ask for work at that moment at the latest; an earlier moment that was asked for stays."""
        ticks.plan_soonest(self.db, work, key, at)
        self.planned = True


class Ctx(Desk):
    """What a handler gets: a desk, and the person who asked."""

    def __init__(
        self,
        db: Connection,
        setting: Setting,
        who: Who,
        speaker: people.Speaker,
        reference: str = "",
        trigger: str = "",
    ) -> None:
        super().__init__(db, setting, reference)
        self.who = who
        self.trigger = trigger
        self.route = ("", "")
        """Kind and word of the route that was meant; empty where none was."""
        self.erased = False
        self._take(speaker)

    def _take(self, speaker: people.Speaker) -> None:
        self.member = speaker.member
        self.me = speaker.member.id
        self.role = speaker.role
        self.state = speaker.state
        """`in`, `asked`, `left`, `suspended`, `removed`, `refused`, or empty: my standing in the community."""
        self.account_id = speaker.account_id
        self._community = speaker.community
        self.t = self.setting.catalogues[speaker.member.language]

    @property
    def community(self) -> people.Community:
        """The community that this person speaks to; dispatch sees to it that there is one."""
        if self._community is None:
            raise LookupError("no community")
        return self._community

    @property
    def has_community(self) -> bool:
        """Whether this person speaks to a community at all."""
        return self._community is not None

    def look_again(self) -> None:
        """Read again who speaks, after a handler changed their name, language, role or community."""
        speaker = people.speaker(self.db, self.who.platform, self.who.workspace, self.who.user)
        if speaker:
            self._take(speaker)

    def gone(self) -> None:
        """The person was erased in this unit: the last answer names their chat, no row of theirs."""
        self.erased = True
