"""Who could help with a need: reads what matching may know, and compares it in a thread, outside any unit."""

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.learning import BEGINS, line
from domain.matches import CANDIDATES, NEWCOMER, REPEAT, REST, SILENCES, Nearness, Side, State, capacity, may_return
from matching.encoder import PLAIN, Tier
from matching.engine import explain, rank
from matching.filters import Why, distance_of
from matching.index import Index
from matching.lexicon import Lexicon
from matching.lexicon_reading import shipped
from matching.model import Past, Person, Request, Suggestion, Weighing, pair
from matching.score import FLOOR
from scheduler import match_vectors as vectors
from scheduler import match_words as words
from storage import blocks, consent, event_people, introductions, learning, matches, needs, people, profile
from storage.matches import Candidate, Match
from storage.needs import Need
from storage.people import Community, Member
from storage.profile import Profile

WEEK = timedelta(days=7)
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Reading:
    """All that a comparison needs, read at one moment."""

    need: Need
    request: Request
    people: tuple[Person, ...]
    past: Past
    nearness: Nearness
    at: datetime
    met: Mapping[int, str] = field(default_factory=dict)
    """People who were at an event with the owner, both agreeing that this is said: its title."""
    learnt: Mapping[str, Weighing] = field(default_factory=dict)
    """What the community's matching has learnt, by tier."""
    draws: bool = False
    """Whether now and then the first in line is drawn by lot, so that there is something to learn from."""
    words: Lexicon = field(default_factory=shipped)
    """The lexicon, with what the community brought in."""


@dataclass(frozen=True)
class Found:
    """Who fits, best first; and where that is nobody, why."""

    candidates: tuple[Candidate, ...] = ()
    why: Why | None = None
    unread: bool = False
    """Whether the model has texts to read before it can help."""


def read(db: Connection, need_id: int, now: datetime) -> Reading | None:
    """What is to be compared for a need; None where nobody is to be looked for."""
    need = needs.get(db, need_id)
    if need is None or need.side != "need" or need.state != "open":
        return None
    owner, community = people.get(db, need.member_id), people.get_community(db, need.community_id)
    known = matches.of_need(db, need.id)
    if owner is None or community is None or paused(known, now) or not _listens(db, owner, community, now):
        return None
    about = profile.get(db, owner.id)
    candidates = _people(db, reach(db, community, owner.id), owner, about, now)
    by_need, by_helper = matches.too_far(db, need.id)
    met = event_people.company(db, owner.id, now - REPEAT)
    near, draws = Nearness(by_need, by_helper), learning.settled(db, community.id) >= BEGINS
    past, learnt = _past(db, known, now), weighings(db, community.id)
    lexicon = words.lexicon(db, community.id)
    return Reading(need, request_of(need, about), candidates, past, near, now, met, learnt, draws, lexicon)


def weighings(db: Connection, community_id: int) -> dict[str, Weighing]:
    """The weights that a community has learnt, by tier; empty where they are the shipped ones."""
    found = learning.in_force(db, community_id)
    return {tier: Weighing(**one.weighing) for tier, one in found.items() if one.weighing}


def paused(known: list[Match], now: datetime) -> bool:
    """Whether the owner has said "not now" lately."""
    return any(
        m.state == State.NOT_NOW and m.ended_by == Side.OWNER and m.answered is not None and now - m.answered < REST
        for m in known
    )


def _listens(db: Connection, owner: Member, community: Community, now: datetime) -> bool:
    """Whether the owner is in, and has not left request after request unanswered."""
    inside = any(r.community_id == community.id and r.state == "in" for r in people.memberships(db, owner.id))
    away = owner.snoozed_until is not None and owner.snoozed_until > now
    return inside and not away and matches.silences(db, owner.id) < SILENCES


def reach(db: Connection, community: Community, owner_id: int) -> list[int]:
    """The communities in which help is looked for: one's own, and those of its network where the owner agreed."""
    if not community.network or not consent.given(db, owner_id, consent.NETWORK):
        return [community.id]
    near = [c.id for c in people.communities(db) if c.network == community.network and c.id != community.id]
    return [community.id, *near]


def request_of(need: Need, about: Profile) -> Request:
    """A need as matching sees it, with what its owner says of themselves."""
    return Request(
        id=str(need.id),
        text=need.text,
        owner=str(need.member_id),
        kind=need.kind,
        tags=need.tags,
        languages=about.languages or ((need.language,) if need.language else ()),
        place=need.place or about.city,
        coordinates=None if need.place else _point(about),
        remote=need.remote,
        wanted=need.wanted,
        until=need.until,
    )


def _point(about: Profile) -> tuple[float, float] | None:
    return None if about.latitude is None or about.longitude is None else (about.latitude, about.longitude)


def _past(db: Connection, known: list[Match], now: datetime) -> Past:
    introduced = frozenset(pair(str(a), str(b)) for a, b in introductions.pairs_since(db, now - REPEAT))
    shown = {str(helper): count for helper, (_, count) in matches.load(db, now - LATELY).items()}
    settled = [m for m in known if not may_return(State(m.state), m.answered or m.asked, now)]
    return Past(introduced, frozenset((str(m.need_id), str(m.helper_id)) for m in settled), shown)


def _people(db: Connection, ids: list[int], owner: Member, about: Profile, now: datetime) -> tuple[Person, ...]:
    """Everybody who may be suggested, and the owner, whose languages and sectors count too."""
    told = sayings(db, ids)
    members = {member.id: member for place in ids[1:] for member in people.members(db, place)}
    crossing = consent.all_of(db, consent.NETWORK)
    members = {key: member for key, member in members.items() if crossing.get(key)}
    members |= {member.id: member for member in people.members(db, ids[0])}
    load, resting = matches.load(db, now - WEEK), matches.resting(db, now, SILENCES)
    stopped = {key for key, given in consent.all_of(db, consent.MATCHING).items() if not given}
    found = [
        replace(
            person_of(members[key], told[key], now),
            capacity=capacity(*load.get(key, (0, 0)), told[key].capacity),
            consent=key not in stopped,
            snoozed=key in resting or (members[key].snoozed_until or now) > now,
        )
        for key in told
        if key in members and key != owner.id
    ]
    avoid = frozenset(map(str, blocks.blocked_ids(db, owner.id)))
    return (*found, replace(person_of(owner, about, now), avoid=avoid))


def sayings(db: Connection, ids: list[int]) -> dict[int, Profile]:
    """What each person lets others know: a published profile, and offers that stand open."""
    told = {one.member_id: one for _, one in profile.published(db, ids)}
    offered: dict[int, list[str]] = defaultdict(list)
    for offer in needs.open_in(db, ids, "offer"):
        offered[offer.member_id].append(offer.text)
    for key, texts in offered.items():
        unseen = profile.get(db, key)
        mine = told.get(key) or Profile(key, languages=unseen.languages, capacity=unseen.capacity)
        told[key] = replace(mine, offers=(*mine.offers, *texts))
    return told


def person_of(member: Member, about: Profile, now: datetime) -> Person:
    """A member as matching sees them."""
    return Person(
        id=str(member.id),
        offers=about.offers,
        headline=about.headline,
        looking_for=about.looking_for,
        sectors=about.sectors,
        languages=about.languages,
        city=about.city,
        coordinates=_point(about),
        travels=about.travels,
        newcomer=now - member.created < NEWCOMER,
    )


def compare(reading: Reading, tier: Tier = PLAIN) -> Found:
    """Rank everybody for the need; heavy, so it runs in a thread and touches no database.

    One at a time: side by side they would only share the interpreter, learn the same words each for itself, and hold
    up whoever waits for an answer. Where the model has too much to read first, it is done without.
    """
    with vectors.ONE_AT_A_TIME:
        said = [reading.request.text, *(one for person in reading.people for one in vectors.said_by(person))]
        if vectors.ready(tier, reading.words, said):
            return _compared(reading, tier)
        return replace(_compared(reading, PLAIN), unread=True)


def _compared(reading: Reading, tier: Tier) -> Found:
    known = vectors.known(tier, reading.words)
    index = Index(reading.people, tier, reading.words, known, reading.learnt)
    ranked = rank(reading.request, index, reading.past, top=CANDIDATES * 4)
    persons = {person.id: person for person in reading.people}
    candidates = [
        candidate_of(reading, persons[one.person], one, index.tier)
        for one in ranked
        if one.reasons and one.score >= FLOOR
    ]
    near = [one for one in candidates if reading.nearness.allows(one.helper_id, one.kilometres)][:CANDIDATES]
    if near:
        return Found(tuple(replace(one, rank=place) for place, one in enumerate(near, 1)))
    return Found((), explain(reading.request, index, reading.past))


def candidate_of(reading: Reading, person: Person, one: Suggestion, tier: Tier) -> Candidate:
    """A suggestion as it is kept, with what only the community knows of the two."""
    parts = [{"name": part.name, "value": round(part.value, 4), "fact": dict(part.fact)} for part in one.parts]
    reasons = [(reason.kind, reason.values) for reason in one.reasons]
    if title := reading.met.get(int(person.id)):
        reasons.append(("event", {"title": title}))
    row = "plain" if tier.encoder is None else "encoder"
    return Candidate(int(person.id), one.rank, one.score, parts, reasons, distance_of(reading.request, person), row)


def in_line(reading: Reading, found: Found, rng: random.Random) -> list[Candidate]:
    """The order in which people are asked; where there is something to learn, a lot now and then decides who is first.

    Whoever is drawn has a true reason and is nearly as good as the best.
    """
    if not reading.draws:
        return list(found.candidates)
    places = line([one.score for one in found.candidates], rng)
    return [
        replace(found.candidates[place.at], rank=rank, chance=place.chance, drawn=place.drawn)
        for rank, place in enumerate(places, 1)
    ]


def alone(reading: Reading, member_id: int) -> Candidate | None:
    """One person for a need, with nobody beside them: cheap enough to try every open need for a newcomer."""
    two = tuple(person for person in reading.people if person.id in {str(member_id), reading.request.owner})
    found = compare(replace(reading, people=two)).candidates
    return next((one for one in found if one.helper_id == member_id), None)
