"""All that a community's weekly matching has to know, read at one moment, and the sharing out, in a thread."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from domain.learning import BEGINS
from domain.matches import CANDIDATES, REPEAT, SILENCES, Side, State, capacity, may_return
from matching import crowd
from matching.encoder import PLAIN, Tier
from matching.engine import match
from matching.filters import distance_of
from matching.index import Index
from matching.lexicon import Lexicon
from matching.lexicon_reading import shipped
from matching.model import Past, Person, Report, Request, Result, Suggestion, Weighing, pair
from matching.score import FLOOR
from scheduler import match_finding as finding
from scheduler import match_vectors as vectors
from scheduler import match_words as words
from storage import blocks, consent, introductions, learning, matches, needs, people, profile
from storage.matches import Match
from storage.needs import Need
from storage.people import Community, Member
from storage.profile import Profile


@dataclass(frozen=True)
class Reading:
    """A week: what is open and nobody is being asked for, everybody who could help, and what was tried before."""

    needs: Mapping[int, Need]
    requests: Mapping[int, Request]
    people: tuple[Person, ...]
    past: Past
    at: datetime
    learnt: Mapping[str, Weighing] = field(default_factory=dict)
    words: Lexicon = field(default_factory=shipped)
    """What the community's matching has learnt, and the lexicon with what it brought in."""
    draws: bool = False
    """Whether now and then the first in line is drawn by lot, so that there is something to learn from."""


@dataclass(frozen=True)
class Shared:
    """By need whom it is suggested, best first, and how the whole came out."""

    by_need: Mapping[int, tuple[Suggestion, ...]]
    report: Report
    tier: Tier = PLAIN
    unread: bool = False
    """Whether the model has texts to read before it can help."""


def read(db: Connection, community_id: int, now: datetime) -> Reading | None:
    """What is to be shared out in a community; None where there is nothing to look for."""
    community = people.get_community(db, community_id)
    if community is None:
        return None
    members = {member.id: member for member in people.members(db, community_id)}
    known = _by_need(matches.of_open(db, community_id))
    open_needs = [one for one in needs.open_in(db, [community_id], "need") if _looks(one, members, known[one.id], now)]
    open_needs = _listened_for(db, open_needs)
    if not open_needs:
        return None
    profiles, crossing = profile.everybody(db, [community_id]), _crossing(db)
    requests = {
        one.id: replace(
            finding.request_of(one, profiles.get(one.member_id) or Profile(one.member_id)),
            communities=_reached(community, one.member_id, crossing),
        )
        for one in open_needs
    }
    everybody = tuple(_everybody(db, community, members, list(requests.values()), now))
    past = _past(db, known, list(requests.values()), everybody, now)
    learnt, lexicon = finding.weighings(db, community_id), words.lexicon(db, community_id)
    draws = learning.settled(db, community_id) >= BEGINS
    return Reading({one.id: one for one in open_needs}, requests, everybody, past, now, learnt, lexicon, draws)


def _by_need(found: Sequence[Match]) -> Mapping[int, list[Match]]:
    by_need: dict[int, list[Match]] = defaultdict(list)
    for one in found:
        by_need[one.need_id].append(one)
    return by_need


def _looks(need: Need, members: Mapping[int, Member], known: list[Match], now: datetime) -> bool:
    """Whether somebody is to be looked for: the owner is in and here, and nobody is being asked."""
    owner = members.get(need.member_id)
    away = owner is None or (owner.snoozed_until is not None and owner.snoozed_until > now)
    return not (away or finding.paused(known, now) or any(State(one.state).asked for one in known))


def _listened_for(db: Connection, open_needs: list[Need]) -> list[Need]:
    silent = matches.unanswering(db, SILENCES)
    return [one for one in open_needs if one.member_id not in silent]


def _crossing(db: Connection) -> set[int]:
    """Everybody who agreed that their network may see them."""
    return {key for key, given in consent.all_of(db, consent.NETWORK).items() if given}


def _reached(community: Community, member_id: int, crossing: set[int]) -> frozenset[str]:
    """Where somebody is looked for or found: their community, and its network where they agreed to that."""
    network = {f"network {community.network}"} if community.network and member_id in crossing else set()
    return frozenset({str(community.id)} | network)


def _everybody(
    db: Connection, community: Community, members: Mapping[int, Member], requests: Sequence[Request], now: datetime
) -> Iterator[Person]:
    """Everybody who may be suggested, and those who ask, whose languages and sectors count too."""
    near = [c for c in people.communities(db) if c.network and c.network == community.network and c.id != community.id]
    crossing = _crossing(db)
    there = {one.id: one for place in near for one in people.members(db, place.id) if one.id in crossing}
    told, profiles = finding.sayings(db, [community.id, *(c.id for c in near)]), profile.everybody(db, [community.id])
    load, resting = matches.load(db, now - finding.WEEK), matches.resting(db, now, SILENCES)
    stopped = {key for key, given in consent.all_of(db, consent.MATCHING).items() if not given}
    avoiding = _avoiding(db)
    owners = {int(one.owner or 0) for one in requests}
    for key, member in sorted((there | dict(members)).items()):
        if key not in told and key not in owners:
            continue
        reached = _reached(community, key, crossing)
        yield replace(
            finding.person_of(member, told.get(key) or profiles.get(key) or Profile(key), now),
            capacity=capacity(*load.get(key, (0, 0)), told[key].capacity) if key in told else 0,
            consent=key not in stopped,
            snoozed=key in resting or (member.snoozed_until or now) > now,
            avoid=frozenset(avoiding[key]),
            communities=reached if key in members else reached - {str(community.id)},
        )


def _avoiding(db: Connection) -> Mapping[int, set[str]]:
    """By person whom they blocked and who blocked them."""
    found: dict[int, set[str]] = defaultdict(set)
    for one, other in blocks.pairs(db):
        found[one].add(str(other))
        found[other].add(str(one))
    return found


def _past(
    db: Connection,
    known: Mapping[int, list[Match]],
    requests: Sequence[Request],
    everybody: Sequence[Person],
    now: datetime,
) -> Past:
    introduced = frozenset(pair(str(a), str(b)) for a, b in introductions.pairs_since(db, now - REPEAT))
    shown = {str(helper): count for helper, (_, count) in matches.load(db, now - finding.LATELY).items()}
    settled = {
        (str(one.need_id), str(one.helper_id))
        for some in known.values()
        for one in some
        if not may_return(State(one.state), one.answered or one.asked, now)
    }
    by_need = {key: limit for key, some in known.items() if (limit := _too_far(some)) is not None}
    _, by_helper = matches.too_far(db, 0)
    return Past(introduced, frozenset(settled | set(_beyond(requests, everybody, by_need, by_helper))), shown)


def _too_far(known: Sequence[Match]) -> float | None:
    """The smallest distance of which a need's owner said that it is too far."""
    said = [m.kilometres for m in known if m.why_not == "far" and m.ended_by == Side.OWNER and m.kilometres is not None]
    return min(said, default=None)


def _beyond(
    requests: Sequence[Request],
    everybody: Sequence[Person],
    by_need: Mapping[int, float],
    by_helper: Mapping[int, float],
) -> Iterator[tuple[str, str]]:
    """Pairs that are farther apart than one of the two said they want; few have said so."""
    picky = [person for person in everybody if int(person.id) in by_helper]
    for request in requests:
        for person in everybody if int(request.id) in by_need else picky:
            away = distance_of(request, person)
            least = min(by_need.get(int(request.id), float("inf")), by_helper.get(int(person.id), float("inf")))
            if away is not None and away >= least:
                yield request.id, person.id


def share(reading: Reading, tier: Tier = PLAIN) -> Shared:
    """Everybody's time shared out among all needs at once; heavy, so it runs in a thread and touches no database.

    Where the model has too much to read first, it is done without.
    """
    said = [one.text for one in reading.requests.values()]
    said += [one for person in reading.people for one in vectors.said_by(person)]
    with vectors.ONE_AT_A_TIME:
        ready = vectors.ready(tier, reading.words, said)
        used = tier if ready else PLAIN
        result = _matched(reading, used)
        used = used if result.report.tier == used.name else PLAIN
    by_need: dict[int, list[Suggestion]] = defaultdict(list)
    for one in result.suggestions:
        if one.reasons and one.score >= FLOOR:
            by_need[int(one.request)].append(one)
    return Shared({key: tuple(some) for key, some in by_need.items()}, result.report, used, not ready)


def _matched(reading: Reading, tier: Tier) -> Result:
    """All at once with what this process has read before; a very large community part by part, read anew."""
    requests = list(reading.requests.values())
    if len(reading.people) > crowd.PART:
        return crowd.match(requests, reading.people, reading.past, tier, reading.words, reading.learnt, top=CANDIDATES)
    index = Index(reading.people, tier, reading.words, vectors.known(tier, reading.words), reading.learnt)
    return match(requests, index, reading.past, top=CANDIDATES)
