"""Who lives in a simulation: people from the demo's community, on either platform, with a mind of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Protocol, TypeVar

from bot.cli.simulation.phones import OnSlack, OnTelegram, Phone
from bot.cli.simulation.plan import Plan
from bot.demo.community import Network, Person
from bot.ui import Press
from emulators.slack import Slack
from emulators.telegram import Telegram

P = TypeVar("P", bound=Press)
FIRST_TELEGRAM, FIRST_SLACK = 1001, 5001


class Around(Protocol):
    """What surrounds everybody."""

    @property
    def week(self) -> int:
        """Which week it is: some questions are asked again in another."""
        ...

    @property
    def passed(self) -> float:
        """How much of it all is over, from 0 to 1."""
        ...

    async def rest(self) -> None:
        """Wait until the bot has nothing left to do."""
        ...

    def census(self) -> None:
        """Count now: somebody is about to erase what could be counted."""
        ...


@dataclass
class Neighbour:
    """One person. Whatever they do, they wait until the bot has nothing left to say to it.

    Args:
        about: what they say of themselves.
        needs: what they may ask for, in the order in which they would.
        phone: where they write.
        plan: gives them their dice.
        around: the world they live in.
        manages: they own the community.
    """

    about: Person
    needs: tuple[str, ...]
    phone: Phone
    plan: Plan
    around: Around
    inside: bool = False
    manages: bool = False
    gone: bool = False
    asked: int = 0
    gestures: int = 0
    written: int = 0
    ready: bool = False
    """Whether the channels of posts are set up."""
    said: set[str] = field(default_factory=set)
    """What was decided already: nobody makes up their mind twice about the same question."""

    def chance(self, *about: object) -> Random:
        """This person's dice for one question."""
        return self.plan.chance(self.about.key, *about)

    def first(self, *question: object) -> bool:
        """Whether this question has not been decided before; from now on it has."""
        name = repr(question)
        new = name not in self.said
        self.said.add(name)
        return new

    async def says(self, text: str) -> bool:
        """Write to the bot."""
        return await self._done(await self.phone.says(text))

    async def taps(self, press: Press) -> bool:
        """Press a button in view."""
        return await self._done(await self.phone.taps(press.pack()))

    async def fills(self, answers: Mapping[str, str]) -> bool:
        """Fill the form that the bot has opened, or answer its questions one by one."""
        if await self._done(await self.phone.submits(answers)):
            return True
        for answer in answers.values():
            await self.says(answer)
        return bool(answers)

    async def _done(self, happened: bool) -> bool:
        self.gestures += happened
        if happened:
            await self.around.rest()
        return happened

    def sees(self, kind: type[P]) -> Iterator[P]:
        """The buttons of that kind in view, the newest message first."""
        for card in self.phone.cards():
            for packed in card.buttons:
                if press := kind.unpack(packed):
                    yield press


def settled(
    network: Network,
    plan: Plan,
    telegram: Telegram,
    slack: Slack,
    around: Around,
) -> list[Neighbour]:
    """Everybody with a phone in hand; beyond the demo's people the same trades come again under other names."""
    people = [_person(network, plan, number) for number in range(plan.members)]
    wishes = [need.text for need in network.needs]
    return [
        Neighbour(
            about,
            _needs(people, wishes, plan, about),
            _phone(plan, number, about, telegram, slack),
            plan,
            around,
            manages=number == 0,
        )
        for number, about in enumerate(people)
    ]


def _person(network: Network, plan: Plan, number: int) -> Person:
    order = list(network.members)
    plan.chance("people").shuffle(order)
    model, again = order[number % len(order)], number // len(order)
    if not again:
        return model
    values = {name: getattr(model, name) for name in Person.__dataclass_fields__}
    return Person(**(values | {"key": f"{model.key}{again + 1}", "name": f"{model.name} {again + 1}"}))


def _phone(plan: Plan, number: int, about: Person, telegram: Telegram, slack: Slack) -> Phone:
    chance = plan.chance(about.key, "phone")
    platforms = (("telegram",), ("slack",))[number] if number < 2 else about.platforms  # nobody sits alone on one
    if chance.choice(platforms) == "telegram":
        telegram.person(FIRST_TELEGRAM + number, about.name, about.language)
        return OnTelegram(telegram, FIRST_TELEGRAM + number)
    user = slack.person(f"U{FIRST_SLACK + number}", about.name, about.timezone, about.language)
    return OnSlack(slack, user, chance)


def _needs(people: list[Person], wishes: list[str], plan: Plan, about: Person) -> tuple[str, ...]:
    """Most of what one needs somebody here offers; the rest is what the demo's people ask for."""
    offers = [offer for other in people if other.key != about.key for offer in other.offers]
    chance = plan.chance(about.key, "needs")
    few = offers + chance.sample(wishes, min(len(wishes), len(offers) // 3))
    chance.shuffle(few)
    return tuple(few)
