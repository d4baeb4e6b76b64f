"""From what arrives to what is said: one unit of work a value, in order within a person."""

import asyncio
import contextlib
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.adapters.base import Limits
from bot.answers import Answers, answer_to
from bot.context import Ctx, Setting
from bot.forms import LANGUAGE, errors
from bot.incoming import Filled, Incoming, Who
from bot.newcomers import speaker_of
from bot.refusals import broken, refused
from bot.router import Routes
from bot.turns import turn
from domain.errors import Refused, Unavailable
from domain.roles import Role
from storage import inbox
from storage.db import Database, passing
from storage.outbox import Item

log = structlog.get_logger()


class Dispatch:
    """Takes in one value at a time from each person, several people at once.

    Args:
        db: the database.
        routes: all routes of all features.
        setting: what every unit of this process shares.
        limits: what each platform allows, by its name.
        said: told of the answers that a committed unit wrote, so that they leave at once.
        woken: told that a committed unit planned work.
        lease: the name under which this process holds its answers.
    """

    def __init__(
        self,
        db: Database,
        routes: Routes,
        setting: Setting,
        limits: Mapping[str, Limits],
        said: Callable[[Iterable[Item]], None],
        woken: Callable[[], None],
        lease: str,
    ) -> None:
        self._db, self._routes, self._setting, self._limits = db, routes, setting, limits
        self._said, self._woken, self._lease = said, woken, lease
        self._order: OrderedDict[tuple[str, str, str], asyncio.Lock] = OrderedDict()

    async def __call__(self, what: Incoming) -> None:
        """Take in one value; when this returns, its effect is stored.

        Raises:
            Unavailable: it was not stored and has no effect.
        """
        async with self._turn(what.who):
            answers = await self._taken_in(what)
        self._db.passing("handler.after_commit")
        if answers is not None:
            self._said(answers.items)
            if answers.planned:
                self._woken()

    async def _taken_in(self, what: Incoming) -> Answers | None:
        reference = secrets.token_hex(2)
        try:
            return await self._db.run(partial(self._unit, what))
        except Unavailable:
            raise
        except Exception:
            log.exception("a handler broke", reference=reference, platform=what.who.platform)
        try:
            return await self._db.run(partial(self._apology, what, reference))
        except Unavailable:
            raise
        except Exception:
            # Refused, it would be delivered again for ever and hold up what follows it.
            log.exception("an apology broke", reference=reference, platform=what.who.platform, key=what.key)
            return None

    def wrong(self, filled: Filled, language: str) -> dict[str, str]:
        """What is wrong with each field of a submitted form, in that language; nothing is stored."""
        route = self._routes.find("form", filled.form)
        t = self._setting.catalogues[filled.hidden.get(LANGUAGE, language)]
        return errors(route.value, filled.values, t, filled.values) if route else {}

    def menu(self, language: str) -> Mapping[str, str]:
        """Each command of a member with its help in that language."""
        t = self._setting.catalogues[language]
        return {route.word: t(route.help) for route in self._routes.commands(Role.MEMBER)}

    @contextlib.asynccontextmanager
    async def _turn(self, who: Who) -> AsyncIterator[None]:
        """Wait for one's turn: a person's values take effect in the order they were made."""
        key = (who.platform, who.workspace, who.user)
        lock = self._order.setdefault(key, asyncio.Lock())
        self._order.move_to_end(key)
        try:
            async with lock:
                yield
        finally:
            if not lock.locked() and not getattr(lock, "_waiters", None):
                self._order.pop(key, None)

    def _unit(self, what: Incoming, db: Connection) -> Answers | None:
        """Inbox row, member, handler, all it wrote and all to be sent: kept together or not at all."""
        ctx = self._opened(what, db)
        if ctx is None:
            return None
        try:
            with db.begin_nested():
                passing(db, "handler.before")
                reply = turn(ctx, self._routes, what)
                passing(db, "handler.inside")
        except Refused as refusal:
            reply = refused(ctx, refusal)
        return answer_to(ctx, what, reply, self._limits[what.who.platform], self._lease)

    def _opened(self, what: Incoming, db: Connection) -> Ctx | None:
        """The context of the one who speaks; None for a repeated delivery, or where nobody speaks."""
        if not what.who.user:
            return None
        passing(db, "inbound.before_inbox")
        if not inbox.first_time(db, what.who.platform, what.key, self._setting.clock()):
            log.info("repeated delivery", platform=what.who.platform, key=what.key)
            return None
        passing(db, "inbound.after_inbox")
        reference = secrets.token_hex(4)
        speaker = speaker_of(db, self._setting, what)
        return Ctx(db, self._setting, what.who, speaker, reference, what.trigger)

    def _apology(self, what: Incoming, reference: str, db: Connection) -> Answers | None:
        """Nothing of the broken unit was kept; say so, with a reference that stands in the log beside the cause."""
        ctx = self._opened(what, db)
        if ctx is None:
            return None
        return answer_to(ctx, what, broken(ctx, reference), self._limits[what.who.platform], self._lease)
