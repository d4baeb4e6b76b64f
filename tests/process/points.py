"""What a failpoint may cost: for each point and scene, what the person sees after the restart and the row's state."""

from dataclasses import dataclass
from enum import StrEnum

from domain.failpoints import NAMES


class Scene(StrEnum):
    """What is going on when the process ends."""

    WORD = "somebody says something"
    NEWS = "a message that must never come twice is on its way"
    TAKEOVER = "a start after a crash"
    FIRST_START = "the first start ever"
    FORGETTING = "somebody is being forgotten"
    WORK = "the bot does something by itself"


class Place(StrEnum):
    """Where people are."""

    WEBHOOK = "telegram by webhook"
    POLLING = "telegram by polling"
    SLACK = "slack"


@dataclass(frozen=True)
class Fate:
    """What is found after the restart.

    Args:
        seen: how often the message arrived at the far side.
        state: of its row.
    """

    seen: int
    state: str


ONCE, TWICE, NEVER = Fate(1, "sent"), Fate(2, "sent"), Fate(0, "uncertain")
DOUBT = Fate(1, "uncertain")

FATES: dict[tuple[str, Scene], Fate] = {
    # What was not stored is delivered again by the platform; what was stored is answered after the restart.
    ("inbound.before_inbox", Scene.WORD): ONCE,
    ("inbound.after_inbox", Scene.WORD): ONCE,
    ("handler.before", Scene.WORD): ONCE,
    ("handler.inside", Scene.WORD): ONCE,
    ("handler.after_commit", Scene.WORD): ONCE,
    # An answer is sent, then marked: it may come a second time, harmlessly.
    ("outbox.half_written", Scene.WORD): ONCE,
    ("outbox.request_written", Scene.WORD): TWICE,
    ("outbox.headers_read", Scene.WORD): TWICE,
    ("outbox.before_sent", Scene.WORD): TWICE,
    ("outbox.group_commit", Scene.WORD): TWICE,
    ("outbox.after_sent", Scene.WORD): ONCE,
    # News are marked, then sent: they come at most once, and a doubt is visible.
    ("outbox.claimed", Scene.NEWS): ONCE,
    ("outbox.marked_sending", Scene.NEWS): NEVER,
    ("outbox.half_written", Scene.NEWS): NEVER,
    ("outbox.request_written", Scene.NEWS): DOUBT,
    ("outbox.headers_read", Scene.NEWS): DOUBT,
    ("outbox.before_sent", Scene.NEWS): DOUBT,
    ("outbox.group_commit", Scene.NEWS): DOUBT,
    ("outbox.after_sent", Scene.NEWS): ONCE,
    # What is begun anew is done once.
    ("recovery.inside", Scene.TAKEOVER): NEVER,
    ("migration.inside", Scene.FIRST_START): ONCE,
    ("erase.inside", Scene.FORGETTING): ONCE,
    ("clock.half_way", Scene.WORK): ONCE,
}


@dataclass(frozen=True)
class Case:
    """One way to end a process."""

    point: str
    scene: Scene
    database: str
    place: Place

    @property
    def fates(self) -> tuple[Fate, ...]:
        """What is foretold; Slack can be asked about a doubt, so there it may have settled by the time we look."""
        fate = FATES[self.point, self.scene]
        return (fate, ONCE) if self.place is Place.SLACK and fate.state == "uncertain" else (fate,)

    def __str__(self) -> str:
        return f"{self.point}, {self.scene.name}, {self.database}, {self.place}"


def whole() -> list[Case]:
    """Every case; how updates come makes no difference to news and to a start."""
    return [
        Case(point, scene, database, place)
        for point, scene in FATES
        for database in ("sqlite", "postgresql")
        for place in Place
        if place is not Place.POLLING or scene in {Scene.WORD, Scene.FORGETTING}
    ]


DELICATE = {"handler.after_commit", "outbox.marked_sending", "outbox.group_commit", "recovery.inside"}
"""Where the two databases differ most: leases of the dead, and several units in one commit."""


def few() -> list[Case]:
    """Each point and scene once, databases and places in turn; the delicate ones on both databases."""
    chosen: list[Case] = []
    for point, scene in FATES:
        kinds = ("sqlite", "postgresql") if point in DELICATE else (("sqlite", "postgresql")[len(chosen) % 2],)
        for database in kinds:
            cases = [case for case in whole() if (case.point, case.scene, case.database) == (point, scene, database)]
            chosen.append(cases[len(chosen) // 2 % len(cases)])
    return chosen


ELSEWHERE = {"backup.inside"}
"""A backup is a command of its own: `test_backups.py` ends it at this point."""
assert {point for point, _ in FATES} | ELSEWHERE == NAMES
