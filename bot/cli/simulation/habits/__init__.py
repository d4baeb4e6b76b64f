"""What people do, one file a feature: initiatives that they take by themselves, and answers to what they see.

A feature that comes later adds its file and its lines to the two lists here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.cli.simulation.habits import (
    broadcasts,
    events,
    finding,
    introductions,
    matches,
    moods,
    needs,
    news,
    posts,
    profile,
    rounds,
)
from bot.cli.simulation.neighbours import Neighbour


@dataclass(frozen=True)
class Initiative:
    """Something that a person does by themselves, so many times a week on average."""

    name: str
    a_week: float
    takes: Callable[[Neighbour], Awaitable[None]]


INITIATIVES = (
    Initiative("need", 0.6, needs.asks),
    Initiative("offer", 0.15, needs.offers),
    Initiative("find", 0.4, finding.looks),
    Initiative("profile", 0.1, profile.changes),
    Initiative("digest", 0.1, news.looks),
    Initiative("rounds", 0.05, rounds.takes_a_break),
    Initiative("events", 0.5, events.looks),
    Initiative("event off", 0.15, events.changes_their_mind),
    Initiative("rubbish", 0.25, moods.writes_rubbish),
    Initiative("snooze", 0.06, moods.pauses),
    Initiative("mydata", 0.03, moods.asks_what_is_held),
    Initiative("leave", 0.02, moods.leaves),
    Initiative("block", 0.01, moods.shuts_the_bot_out),
    Initiative("forget", 0.02, moods.wants_to_be_forgotten),
)

ANSWERS: tuple[Callable[[Neighbour], Awaitable[bool]], ...] = (
    profile.settles_doubts,
    needs.keeps_up,
    matches.answers,
    introductions.says_hello,
    introductions.tells_whether_they_met,
    introductions.tells_what_came_of_it,
    rounds.sets_up,
    rounds.takes_part,
    rounds.says_hello,
    rounds.tells_how_it_went,
    news.comes_forward,
    broadcasts.writes,
    posts.opens_channels,
    posts.sets_channels_up,
    posts.writes,
    broadcasts.wants_fewer,
    events.plans,
    events.answers,
    events.tells_how_it_was,
    moods.stays_or_goes,
)
"""Each looks at the screen and returns whether it did anything; they are asked until none does."""
