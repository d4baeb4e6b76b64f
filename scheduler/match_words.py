"""The lexicon that a community is matched with: the shipped one, and the skills that it brought in."""

from collections import defaultdict
from functools import cache

from sqlalchemy import Connection

from matching.lexicon import Lexicon
from matching.lexicon_reading import shipped
from matching.skills import Skill, extended
from storage import skills

State = tuple[int, int, str]


@cache
def _made() -> dict[int, tuple[State, Lexicon]]:
    """By community: what its lexicon was made of, and the lexicon. Making one takes a moment."""
    return {}


def lexicon(db: Connection, community_id: int) -> Lexicon:
    """A community's lexicon; made anew only when it brought in something since."""
    state = skills.state(db, community_id)
    if not state[1]:
        return shipped()
    made = _made().get(community_id)
    if made is None or made[0] != state:
        made = _made()[community_id] = (state, extended(shipped(), _skills(db, community_id)))
    return made[1]


def _skills(db: Connection, community_id: int) -> list[Skill]:
    names: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for one in skills.of_community(db, community_id):
        names[one.uri][one.language] = (one.name, *one.also)
    return [Skill(uri, told) for uri, told in names.items()]
