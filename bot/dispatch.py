"""From what arrives to what is said: one unit of work a value, in order within a person."""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from time import perf_counter

import structlog
from sqlalchemy import Connection

from bot.adapters.base import Limits
from bot.answers import Answers, answer_to, told_once
from bot.context import Ctx, Setting
from bot.floods import NOTICE_EVERY, Gate, Person, Verdict
from bot.forms import LANGUAGE, errors
from bot.incoming import Filled, Incoming
from bot.logs import About
from bot.newcomers import Crowded, Door
from bot.order import Order
from bot.proofs import proved
from bot.refusals import broken, refused, too_fast
from bot.router import Routes
from bot.turns import turn
from bot.watching import Watch
from domain.errors import Refused, Unavailable
from domain.roles import Role
from storage import inbox
from storage.db import Database, one_at_a_time, passing
from storage.effects import afterwards
from storage.outbox import Item
from storage.statements import Attempt

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
        gate: how fast a person may speak; None: as fast as they like (where time stands still).
        watch: told of what arrives and how long it takes.
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
        gate: Gate | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._db, self._routes, self._setting, self._limits = db, routes, setting, limits
        self._said, self._woken, self._lease = said, woken, lease
        self._gate, self._door, self._order = gate, Door(), Order()
        self._watch = watch or Watch()
        self._names = random.Random()

    def _reference(self) -> str:
        """A name for all that one value causes; asking the machine for chance would let go of the interpreter."""
        return f"{self._names.getrandbits(32):08x}"

    async def __call__(self, what: Incoming) -> None:
        """Take in one value; when this returns, its effect is stored.

        Raises:
            Unavailable: it was not stored and has no effect.
        """
        kind, platform = type(what).__name__.lower(), what.who.platform
        self._watch.arrived(platform, kind)
        person = (platform, what.who.workspace, what.who.user)
        verdict = self._gate.judged(person, what.key) if self._gate and what.who.user else Verdict.TAKEN
        if verdict is not Verdict.TAKEN:
            self._watch.dropped(platform)
            if verdict is Verdict.NOTICED:
                await self._tell_to_slow_down(what, person)
            return
        reference = self._reference()
        with About(reference):
            log.debug("arrived", platform=platform, kind=kind, key=what.key)
            async with self._order.turn(person):
                answers = await self._taken_in(what, reference)
        self._db.passing("handler.after_commit")
        if answers is not None:
            self._said(answers.items)
            if answers.planned:
                self._woken()

    async def _tell_to_slow_down(self, what: Incoming, person: Person) -> None:
        """Outside the person's own line: what they said before may take a while."""
        log.warning("somebody is faster than anybody types", platform=what.who.platform)
        try:
            answers = await self._db.run(partial(self._notice, what, self._reference()))
        except (Unavailable, Crowded):
            answers = None
        if answers is not None:
            self._said(answers.items)
        elif self._gate:
            self._gate.untold(person)

    async def _taken_in(self, what: Incoming, reference: str) -> Answers | None:
        try:
            return await self._db.run(partial(self._unit, what, reference))
        except Unavailable:
            if await self._kept(what):
                return Answers((), planned=True)
            raise
        except Crowded:
            return None
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

    async def _kept(self, what: Incoming) -> bool:
        """Whether a unit stands all the same whose answer was lost in COMMIT: nobody is told then that it does not.

        The person's turn is waited for first: as long as the lost transaction is not over, it holds that.
        """
        if self._db.is_sqlite or not what.who.user:
            return False
        for pause in (0.05, 0.2, 0.5):
            try:
                kept = await self._db.run(partial(_taken_in_before, what))
            except Unavailable:
                await asyncio.sleep(pause)
                continue
            if kept:
                log.warning("stored, though the answer to the commit was lost", key=what.key)
            return kept
        return False

    def wrong(self, filled: Filled, language: str) -> dict[str, str]:
        """What is wrong with each field of a submitted form, in that language; nothing is stored."""
        route = self._routes.find("form", filled.form)
        t = self._setting.catalogues[filled.hidden.get(LANGUAGE, language)]
        return errors(route.value, filled.values, t, filled.values) if route else {}

    def menu(self, language: str) -> Mapping[str, str]:
        """Each command of a member with its help in that language."""
        t = self._setting.catalogues[language]
        return {route.word: t(route.help) for route in self._routes.commands(Role.MEMBER)}

    def _unit(self, what: Incoming, reference: str, db: Connection) -> Answers | None:
        """Inbox row, member, handler, all it wrote and all to be sent: kept together or not at all."""
        ctx = self._opened(what, reference, db)
        if ctx is None:
            return None
        if proved(ctx, what):
            told = partial(log.info, platform=what.who.platform, reference=reference)
            afterwards(db, partial(told, "a send in doubt is proved"))
        began, outcome = perf_counter(), "broke"
        try:
            with Attempt(db, "handler"):
                passing(db, "handler.before")
                reply = turn(ctx, self._routes, what)
                passing(db, "handler.inside")
            outcome = "done"
        except Refused as refusal:
            reply, outcome = refused(ctx, refusal), "refused"
        finally:
            afterwards(db, partial(self._watch.handled, ctx.route, outcome, perf_counter() - began))
        return answer_to(ctx, what, reply, self._limits[what.who.platform], self._lease)

    def _opened(self, what: Incoming, reference: str, db: Connection) -> Ctx | None:
        """The context of the one who speaks; None for a repeated delivery, or where nobody speaks."""
        if not what.who.user:
            return None
        passing(db, "inbound.before_inbox")
        _in_turn(db, what)
        if not inbox.first_time(db, what.who.platform, what.key, self._setting.clock()):
            # Bound by hand: a unit may run on a thread that knows nothing of the loop's context.
            told = partial(log.info, platform=what.who.platform, key=what.key, reference=reference)
            afterwards(db, partial(told, "repeated delivery"))
            afterwards(db, partial(self._watch.repeated, what.who.platform))
            return None
        passing(db, "inbound.after_inbox")
        speaker = self._door.speaker(db, self._setting, what)
        return Ctx(db, self._setting, what.who, speaker, reference, what.trigger)

    def _notice(self, what: Incoming, reference: str, db: Connection) -> Answers | None:
        """One notice a minute, however many machines take values in."""
        ctx = self._opened(what, reference, db)
        if ctx is None:
            return None
        minute = int(ctx.now.timestamp() // NOTICE_EVERY)
        return told_once(ctx, too_fast(ctx), self._lease, f"flood:{ctx.me}:{minute}")

    def _apology(self, what: Incoming, reference: str, db: Connection) -> Answers | None:
        """Nothing of the broken unit was kept; say so, with a reference that stands in the log beside the cause."""
        ctx = self._opened(what, reference, db)
        if ctx is None:
            return None
        return answer_to(ctx, what, broken(ctx, reference), self._limits[what.who.platform], self._lease)


def _in_turn(db: Connection, what: Incoming) -> None:
    """Of one person's values one at a time, however many machines take them in."""
    one_at_a_time(db, f"{what.who.platform} {what.who.workspace} {what.who.user}")


def _taken_in_before(what: Incoming, db: Connection) -> bool:
    _in_turn(db, what)
    return inbox.known(db, what.who.platform, what.key)
