"""Puts the demo's people into a fresh database and onto both emulated platforms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.demo.community import Community, Introduction, Need, Network, Person, Project
from bot.i18n import LANGUAGES
from domain.roles import Role
from emulators.slack import Slack
from emulators.telegram import Telegram
from matching import places
from scheduler.matches import works
from storage import consent, introductions, matches, needs, people, profile, projects, ticks
from storage.matches import Candidate

TEAM = "T1"
LATE_IN_THE_WEEK = (3, 4)
"""Thursday and Friday."""
FOUNDED = timedelta(days=60)
"""How long ago the community began."""
AGREED = {
    consent.MATCHING: "The host may suggest me to people of my community.",
    consent.NETWORK: "The host may suggest me to people of its network too.",
}
"""What everybody in the demo said yes to when they came in."""


@dataclass(frozen=True)
class Resident:
    """A person of the demo with their ids on the platforms; empty where they are not."""

    key: str
    name: str
    telegram: int = 0
    slack: str = ""


def residents(network: Network, wanted: int) -> list[Resident]:
    """The first `wanted` people, the heroes among them in any case."""
    ordered = sorted(network.members, key=lambda person: not person.hero)[:wanted]
    return [
        Resident(
            person.key,
            person.name,
            1001 + number if "telegram" in person.platforms else 0,
            f"U{1001 + number}" if "slack" in person.platforms else "",
        )
        for number, person in enumerate(ordered)
    ]


def morning(now: datetime, zone: ZoneInfo) -> datetime:
    """When a demo begins: now, or at ten on the next Thursday or Friday.

    At night and on weekends the host writes to nobody, and early in the week Monday's digest would come at once.
    """
    here = now.astimezone(zone)
    if here.weekday() in LATE_IN_THE_WEEK and 10 <= here.hour < 18:
        return now
    start = here.replace(hour=10, minute=0, second=0, microsecond=0)
    while start < here or start.weekday() not in LATE_IN_THE_WEEK:
        start += timedelta(days=1)
    return start


def settle_platforms(network: Network, who: list[Resident], telegram: Telegram, slack: Slack) -> None:
    """Everybody exists on their platforms; on Telegram they have met the bot, else it could not write to them."""
    persons = {person.key: person for person in network.members}
    for resident in who:
        person = persons[resident.key]
        if resident.telegram and resident.telegram not in telegram.users:
            telegram.person(resident.telegram, person.name, person.language)
            telegram.chats[resident.telegram].started = True
        if resident.slack and resident.slack not in slack.world.users:
            slack.person(resident.slack, person.name, person.timezone, person.language, TEAM)


def fill(db: Connection, network: Network, who: list[Resident], now: datetime) -> None:
    """Communities, members, profiles, projects and needs, as if they had come about over the last weeks."""
    communities = {home.key: _community(db, network, home, now - FOUNDED) for home in network.communities}
    for home in network.communities:
        if home.platform == "slack":
            people.settle(db, "slack", TEAM, communities[home.key])
    persons = {person.key: person for person in network.members}
    ids = {r.key: _member(db, persons[r.key], r, communities[persons[r.key].community], now) for r in who}
    history = _History(db, now, persons, ids, communities)
    built = {project.key: history.project(project) for project in network.projects if project.owner in ids}
    asked = {need.key: history.need(need, built.get(need.project)) for need in network.needs if need.owner in ids}
    for meeting in network.introductions:
        if {meeting.asker, meeting.helper} <= ids.keys():
            history.introduction(meeting, asked[meeting.need])
    _looked_today(db, now)


def _looked_today(db: Connection, now: datetime) -> None:
    """The host has been through the open needs this morning: what is asked today comes from whoever plays."""
    for daily in works.periodic:
        ticks.win(db, daily.name, daily.slot(now), now)


def _community(db: Connection, network: Network, home: Community, founded: datetime) -> int:
    return people.add_community(db, home.name, "open", home.language, home.timezone, founded, network=network.name)


def _member(db: Connection, person: Person, resident: Resident, community: int, now: datetime) -> int:
    """One person: membership, accounts, profile. Who is on both platforms is written to on Telegram."""
    language = person.language if person.language in LANGUAGES else "en"
    member = people.add_member(db, person.name, language, person.timezone, community, now - FOUNDED)
    people.set_membership(db, community, member, "in", now - FOUNDED, Role.of(person.role) or Role.MEMBER)
    if resident.telegram:
        chat = str(resident.telegram)
        people.add_account(db, member, "telegram", "", chat, chat, now)
    if resident.slack:
        people.add_account(db, member, "slack", TEAM, resident.slack, resident.slack, now - FOUNDED)
    _profile(db, person, member, now - FOUNDED)
    for purpose, wording in AGREED.items():
        consent.note(db, member, purpose, True, now - FOUNDED, wording)
    return member


def _profile(db: Connection, person: Person, member: int, at: datetime) -> None:
    where = places.where(person.city, None)
    profile.change(
        db,
        member,
        at,
        headline=person.headline,
        offers=person.offers,
        looking_for=person.looking_for,
        sectors=person.sectors,
        languages=person.languages,
        city=person.city,
        latitude=where[0] if where else None,
        longitude=where[1] if where else None,
        availability=person.availability,
        travels=person.travels,
        space=person.space,
        published=person.published,
    )


@dataclass(frozen=True)
class _History:
    """What members have done so far; each row is dated back."""

    db: Connection
    now: datetime
    persons: dict[str, Person]
    ids: dict[str, int]
    communities: dict[str, int]

    def _home(self, key: str) -> int:
        return self.communities[self.persons[key].community]

    def project(self, project: Project) -> int:
        """What somebody is building."""
        return projects.add(
            self.db,
            self.now - FOUNDED,
            community_id=self._home(project.owner),
            owner_id=self.ids[project.owner],
            title=project.title,
            summary=project.summary,
            stage=project.stage,
        )

    def need(self, need: Need, project: int | None) -> int:
        """What somebody asks for."""
        return needs.add(
            self.db,
            self.now - timedelta(days=need.posted),
            side="need",
            community_id=self._home(need.owner),
            member_id=self.ids[need.owner],
            project_id=project,
            kind=need.kind,
            text=need.text,
            tags=need.tags,
            language=self.persons[need.owner].language,
            place=need.place,
            remote=need.remote,
            effort=need.effort,
            gives=need.gives,
            until=(self.now + timedelta(days=need.until)).date() if need.until else None,
            state=need.state,
        )

    def introduction(self, meeting: Introduction, need: int) -> None:
        """Two people who both said yes; how well they fitted is not known any more, so the score has no parts."""
        at = self.now - timedelta(days=meeting.days_ago)
        asker, helper = self.ids[meeting.asker], self.ids[meeting.helper]
        match = matches.keep(self.db, need, asker, Candidate(helper, 1, 0.5, (), ()), at)
        matches.change(self.db, match, state="introduced", asked=at, answered=at)
        offer = self.persons[meeting.helper].offers[0]
        between = {"match_id": match, "need_id": need, "helper_id": helper, "owner_id": asker}
        made = introductions.add(self.db, at, (), offer=offer, **between)
        introductions.change(self.db, made, met=meeting.outcome)
