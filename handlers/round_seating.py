"""What the next round of a community is: read at one moment, and seated outside any unit."""

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain import round_sides, times
from domain import rounds as rules
from domain.rounds import Absent, Attendance, Rhythm, Side, Timing
from matching.round_people import REST_DAYS, Arrangement, Memory, Mixing, Pair, Participant, may_mix, pairs_of, two
from matching.rounds import arrange
from storage import blocks, consent, people, profile, round_members, round_seats, rounds
from storage.people import Community, Member
from storage.rounds import Plan

REMEMBERED = timedelta(days=730)
LATELY = timedelta(days=365)


@dataclass(frozen=True)
class Reading:
    """All that decides a round, read at one moment; two readings are the same where nothing of it has changed.

    Args:
        community_id: whose round it is.
        number: its number.
        plan: what managers decided.
        when: when it goes out; None where nobody has decided on that.
        seed: its seed.
        people: who takes part.
        memory: what has to be respected.
        kept: groups that a manager has decided on.
        absent: who is in the community and not in the round, and why.
    """

    community_id: int
    number: int
    plan: Plan
    when: datetime | None
    seed: int
    people: tuple[Participant, ...]
    memory: Memory
    kept: tuple[tuple[str, ...], ...]
    absent: tuple[tuple[int, Absent], ...]

    @property
    def gone_silent(self) -> tuple[int, ...]:
        """Who has to be asked whether to go on."""
        return tuple(member_id for member_id, why in self.absent if why is Absent.SILENT)

    def counts(self) -> Counter[Absent]:
        """How many are not in it, by why."""
        return Counter(why for _, why in self.absent)


def timing(plan: Plan, community: Community) -> Timing:
    """When rounds of that plan are."""
    return Timing(Rhythm(plan.rhythm), plan.weekday, plan.hour, community.zone)


def read(
    db: Connection, community_id: int, now: datetime, seed: int | None = None, *, early: bool = False
) -> Reading | None:
    """The next round as it stands; None where there is no such community.

    Args:
        db: to read.
        community_id: whose round.
        now: the moment.
        seed: another one than the plan's; what managers decided by hand is then left aside.
        early: the round goes out at that moment, whatever was planned.
    """
    community = people.get_community(db, community_id)
    if community is None:
        return None
    plan, number = rounds.plan(db, community_id), rounds.next_number(db, community_id)
    when = now if early else plan.at or rules.next_slot(timing(plan, community), now)
    here = people.members(db, community_id)
    seats = round_seats.lately(db, community_id, now - LATELY)
    why = {one.id: rules.absent(found, when or now) for one, found in _attendances(db, community_id, here, seats)}
    taking = [one for one in here if why[one.id] is None]
    drafted = rounds.draft(db, community_id) if seed is None else ()
    return Reading(
        community_id,
        number,
        plan,
        when,
        seed if seed is not None else plan.seed if plan.seed is not None else drawn(community_id, number),
        tuple(Participant(str(one.id), _side(db, one, plan)) for one in taking),
        _memory(db, community_id, when or now, (one.id for one in taking), seats),
        tuple(tuple(map(str, group)) for group in drafted),
        tuple(sorted((member_id, reason) for member_id, reason in why.items() if reason is not None)),
    )


def drawn(community_id: int, number: int) -> int:
    """The seed of a round for which nobody chose one: the same whenever it is asked for."""
    return zlib.crc32(f"round {community_id} {number}".encode()) % 1_000_000


Seats = dict[int, list[tuple[datetime, round_seats.Seat]]]


def _attendances(
    db: Connection, community_id: int, here: list[Member], seats: Seats
) -> Iterable[tuple[Member, Attendance]]:
    parts = round_members.parts(db, community_id)
    public = {about.member_id for _, about in profile.published(db, [community_id])}
    refused = {key for key, given in consent.all_of(db, consent.MATCHING).items() if not given}
    reached = round_members.reachable(db, [one.id for one in here])
    for one in here:
        mine = parts.get(one.id) or round_members.Partaking(one.id)
        yield (
            one,
            Attendance(
                mine.part,
                published=one.id in public,
                refused=one.id in refused,
                paused_until=mine.until,
                away_until=one.snoozed_until,
                reachable=one.id in reached,
                silences=_silences(seats.get(one.id, []), mine.heard),
            ),
        )


def _silences(mine: list[tuple[datetime, round_seats.Seat]], heard: datetime | None) -> int:
    since = [seat for at, seat in mine if heard is None or at > heard]
    return rules.silences((seat.asked is not None, bool(seat.met)) for seat in since if seat.group_id is not None)


def _side(db: Connection, one: Member, plan: Plan) -> str:
    if plan.mixing == Mixing.ANY:
        return ""
    about = profile.get(db, one.id)
    return round_sides.space(about.space) if plan.side == Side.SPACE else round_sides.world(about.sectors)


def _memory(db: Connection, community_id: int, when: datetime, taking: Iterable[int], seats: Seats) -> Memory:
    """Days are counted up to the round itself, so that a reading does not grow old by the minute."""
    here = set(taking)
    met: dict[Pair, int] = {}
    for one, other, at, said in round_seats.meetings(db, community_id, when - REMEMBERED):
        if one in here and other in here and rules.together(said):
            pair, days = two(str(one), str(other)), max(0, _days(at, when))
            met[pair] = min(days, met.get(pair, days))
    wishes = [*blocks.pairs(db), *round_members.avoiding(db), *rounds.pairs(db, community_id, rounds.APART)]
    apart = frozenset(two(str(one), str(other)) for one, other in wishes if one in here and other in here)
    fixed = tuple(two(str(one), str(other)) for one, other in rounds.pairs(db, community_id, rounds.TOGETHER))
    first = frozenset(str(one) for one in here if (mine := seats.get(one)) and mine[0][1].group_id is None)
    return Memory(met, apart, fixed, first)


def _days(then: datetime, when: datetime) -> int:
    """Whole days as a calendar counts them: a round that went out some minutes late is no day younger."""
    return (times.local(when, "UTC").date() - times.local(then, "UTC").date()).days


def seat(reading: Reading) -> Arrangement:
    """Who sits with whom; heavy, so it runs in a thread and touches no database."""
    size, mixing = reading.plan.size, Mixing(reading.plan.mixing)
    return arrange(reading.people, reading.memory, reading.seed, size, mixing, reading.kept)


Groups = tuple[tuple[str, ...], ...]


def again(reading: Reading, groups: Groups) -> tuple[Pair, ...]:
    """Pairs of these groups that have not rested from each other."""
    met = reading.memory.met
    return tuple(pair for group in groups for pair in pairs_of(group) if met.get(pair, REST_DAYS) < REST_DAYS)


def allowed(reading: Reading, group: Iterable[str]) -> bool:
    """Whether these may sit together: nobody kept apart, and the round's mixing kept."""
    sides = {one.id: one.side for one in reading.people}
    mixing = Mixing(reading.plan.mixing)
    return all(
        pair not in reading.memory.apart and may_mix(sides.get(pair[0], ""), sides.get(pair[1], ""), mixing)
        for pair in pairs_of(sorted(group))
    )
