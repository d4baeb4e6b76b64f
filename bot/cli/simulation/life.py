"""Lets a community live: time goes on to whatever comes next, people act, and nothing hurries the bot."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from bot.cli.simulation.child import Child
from bot.cli.simulation.counting import Section
from bot.cli.simulation.habits import ANSWERS, INITIATIVES
from bot.cli.simulation.habits.profile import comes_in
from bot.cli.simulation.kills import Kills
from bot.cli.simulation.neighbours import Neighbour
from bot.cli.simulation.plan import BEGINS, Hand, Plan
from domain import times
from domain.delivery import State
from emulators.slack import Slack
from emulators.telegram import Telegram
from storage import ticks
from storage.db import Database
from storage.outbox import outbox

GRID = timedelta(minutes=30)
"""People act on the half hour, several at the same one."""
LONGEST, MONTHS = timedelta(hours=2), timedelta(hours=6)
"""However quiet it is, time stops so often: the bot looks around by itself, on Monday mornings for example. In a life
of more than three months it does so less often."""
LONG = 13
"""Weeks: a longer life counts in months."""
PAUSE = timedelta(hours=19)
"""Between two looks at the phone, on average."""
AWAKE = range(8, 22)
MOST_ANSWERS = 8
"""What somebody answers at one sitting."""
Moved = Callable[[datetime], None]


class Life:
    """The course of things.

    Args:
        plan: what it is to be.
        hand: the clock.
        child: the bot.
        telegram: one platform.
        slack: the other.
        kills: when the bot dies.
    """

    def __init__(self, plan: Plan, hand: Hand, child: Child, telegram: Telegram, slack: Slack, kills: Kills) -> None:
        self._plan, self._hand, self._child, self._kills = plan, hand, child, kills
        self._telegram, self._slack = telegram, slack
        self._longest = MONTHS if plan.weeks > LONG else LONGEST
        self._sections: tuple[Section, ...] = ()
        self._db: Database | None = None
        self._agenda: list[tuple[datetime, int, Neighbour]] = []

    @property
    def week(self) -> int:
        """Which week it is."""
        return (self._hand.now - BEGINS).days // 7

    @property
    def passed(self) -> float:
        """How much of it all is over, from 0 to 1."""
        return (self._hand.now - BEGINS) / (self._plan.ends - BEGINS)

    async def rest(self) -> None:
        """Wait until the bot took everything in, did what is due and sent it."""
        await self._child.quiet(lambda: self._telegram.updates.first() is None)

    def census(self) -> None:
        """Let every section look."""
        self._look(self._hand.now)

    async def goes_on(self, people: list[Neighbour], sections: tuple[Section, ...], moved: Moved) -> None:
        """From the first morning to the end.

        Args:
            people: everybody.
            sections: count what happens.
            moved: told of each step.
        """
        await self._child.start()
        await self.rest()
        self._db, self._sections = Database(f"sqlite:///{self._child.database}"), sections
        try:
            for order, one in enumerate(people):
                heapq.heappush(self._agenda, (self._arrival(one), order, one))
            while self._hand.now < self._plan.ends:
                await self._step(self._next())
                moved(self._hand.now)
            while self._kills.last():
                await self.rest()
            self.census()
        finally:
            self._db.close()

    async def _step(self, now: datetime) -> None:
        self._look(now)
        self._hand.move(now)
        self._kills.begin(now)
        await self.rest()
        await self._slack.tick()
        while self._agenda and self._agenda[0][0] <= now:
            _, order, one = heapq.heappop(self._agenda)
            await self._visit(one)
            if not one.gone:
                heapq.heappush(self._agenda, (self._again(one), order, one))
        if self._kills.end():
            await self.rest()

    def _look(self, now: datetime) -> None:
        assert self._db is not None
        for section in self._sections:
            self._db.read_now(partial(section.look, now=now))

    def _next(self) -> datetime:
        """The next moment at which anything is due or anybody acts, on the whole minute."""
        assert self._db is not None
        retries = (datetime.fromtimestamp(retry.due, BEGINS.tzinfo) for retry in self._slack.mail.retries)
        due = [*self._db.read_now(_due), *retries, *(moment for moment, _, _ in self._agenda[:1])]
        soonest = min([*due, self._hand.now + self._longest, self._plan.ends])
        return max(_rounded(soonest, timedelta(minutes=1)), self._hand.now)

    async def _visit(self, one: Neighbour) -> None:
        """Look at the phone, answer what is asked, and perhaps begin something."""
        if not one.inside:
            await comes_in(one)
            return
        for _ in range(MOST_ANSWERS):
            if not any([await answer(one) for answer in ANSWERS]):
                break
        for initiative in INITIATIVES:
            likely = initiative.a_week * PAUSE / timedelta(weeks=1)
            if not one.gone and one.chance(initiative.name, self._hand.now).random() < likely:
                await initiative.takes(one)

    def _arrival(self, one: Neighbour) -> datetime:
        """Most come in the first days, some in the first half of it all."""
        chance = one.chance("arrival")
        days = chance.expovariate(1) if chance.random() < 0.8 else chance.uniform(0, self._plan.weeks * 3.5)
        return _waking(BEGINS + timedelta(days=days), one)

    def _again(self, one: Neighbour) -> datetime:
        pause = one.chance("again", self._hand.now).expovariate(1) * PAUSE
        return _waking(self._hand.now + max(pause, GRID), one)


def _due(db: Connection) -> list[datetime]:
    """When the bot has something to do next."""
    send = db.execute(select(func.min(outbox.c.due)).where(outbox.c.state == State.PENDING)).scalar()
    return [moment for moment in (ticks.next_at(db), send) if moment is not None]


def _waking(moment: datetime, one: Neighbour) -> datetime:
    """As soon as they are awake then, on the half hour."""
    moment = _rounded(moment, GRID)
    while times.local(moment, one.about.timezone).hour not in AWAKE:
        moment += GRID
    return moment


def _rounded(moment: datetime, step: timedelta) -> datetime:
    """Up to the next whole step."""
    return moment + (BEGINS - moment) % step
