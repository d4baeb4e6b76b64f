"""A journey in one of the languages: what stands on a button and in a message as this reader reads it."""

from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.i18n import Catalogues, Markup
from bot.markup import plain
from storage import people
from tests.journeys.people import Person
from tests.journeys.world import World

LANGUAGES = ("en", "es", "it")


class Spoken:
    """Sentences of the catalogue in one language, as they stand on a screen."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._t = Catalogues()[language]

    def __call__(self, sentence: str, **values: Any) -> str:
        """The sentence; what is bold in it stands there plain."""
        return plain(self._t(sentence, **values))

    def many(self, one: str, many: str, n: int, **values: Any) -> str:
        """A sentence with a number."""
        return plain(self._t.n(one, many, n, **values))

    def line(self, **lines: str) -> str:
        """What a person types, in their own words."""
        return lines[self.language]

    def begins(self, sentence: str, **values: Any) -> str:
        """Its first line."""
        return self(sentence, **values).partition("\n")[0]

    def ends(self, sentence: str, **values: Any) -> str:
        """Its last line."""
        return self(sentence, **{name: Markup(str(value)) for name, value in values.items()}).rpartition("\n")[2]

    async def reads(self, world: World, *persons: Person) -> None:
        """These people have chosen that language."""
        for person in persons:
            await world.db.run(partial(_chosen, name=person.name, language=self.language))

    async def fills(self, person: Person, world: World, answers: dict[str, str]) -> None:
        """The form that is open, or that waits behind its button."""
        if world.here == "slack" and self("Open the form") in person.screen().rpartition("\n\n")[2]:
            await person.taps(self("Open the form"))
        await person.fills(**answers)


def _chosen(db: Connection, name: str, language: str) -> None:
    for member in people.members(db, 1):
        if member.name == name:
            people.set_member(db, member.id, language=language)
