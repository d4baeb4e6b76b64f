"""What a simulation reports, one file a section; a feature that comes later adds its file and its line here.

A section looks at the bot's tables again and again while time goes on, because what a person erases is gone at the
end, and gives its figures at the end. A feature that does not exist has no section, and so no key in the report.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from bot.cli.simulation.counting.broadcasts import Broadcasts
from bot.cli.simulation.counting.digests import Digests
from bot.cli.simulation.counting.events import Events
from bot.cli.simulation.counting.far_side import Deliveries, FarSide
from bot.cli.simulation.counting.introductions import Introductions
from bot.cli.simulation.counting.posts import Posts
from bot.cli.simulation.counting.rounds import Rounds
from bot.cli.simulation.counting.sends import Sends


class Section(Protocol):
    """One part of the report."""

    def look(self, db: Connection, now: datetime) -> None:
        """Take in how it stands, before time goes on to `now`."""
        ...

    def figures(self) -> dict[str, Any]:
        """Its keys of the report."""
        ...


def sections(delivered: Callable[[], Deliveries]) -> tuple[Section, ...]:
    """All of them, in the order of the report.

    Args:
        delivered: what the platforms saw.
    """
    sends = Sends()
    shown = FarSide(sends, delivered)
    return sends, shown, Digests(sends), Rounds(), Introductions(), Events(), Broadcasts(), Posts()
