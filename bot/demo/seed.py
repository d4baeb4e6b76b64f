"""Puts the demo's people into a fresh database and onto both emulated platforms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.demo.community import Community, Network, Person
from bot.i18n import LANGUAGES
from domain.roles import Role
from emulators.slack import Slack
from emulators.telegram import Telegram
from matching import places
from storage import needs, people, profile

TEAM = "T1"


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


def settle_platforms(network: Network, who: list[Resident], telegram: Telegram, slack: Slack) -> None:
    """Everybody exists on their platforms; on Telegram they have met the bot, else it could not write to them."""
    persons = {person.key: person for person in network.members}
    for resident in who:
        person = persons[resident.key]
        if resident.telegram:
            telegram.person(resident.telegram, person.name, person.language)
            telegram.chats[resident.telegram].started = True
        if resident.slack:
            slack.person(resident.slack, person.name, person.timezone, person.language, TEAM)


def fill(db: Connection, network: Network, who: list[Resident], now: datetime) -> None:
    """Communities, members, profiles, projects and needs, as if they had come about over the last weeks."""
    communities = {place.key: _community(db, network, place, now) for place in network.communities}
    persons = {person.key: person for person in network.members}
    ids = {r.key: _member(db, persons[r.key], r, communities, now - timedelta(days=60)) for r in who}
    people.settle(db, "slack", TEAM, communities[_on(network, "slack")])
    for need in network.needs:
        if need.owner in ids and need.state == "open":
            _need(db, network, need.key, ids, communities, now)


def _on(network: Network, platform: str) -> str:
    return next(place.key for place in network.communities if place.platform == platform)


def _community(db: Connection, network: Network, place: Community, now: datetime) -> int:
    return people.add_community(db, place.name, "open", place.language, place.timezone, now, network=network.name)


def _member(db: Connection, person: Person, resident: Resident, communities: Mapping[str, int], now: datetime) -> int:
    """One person: membership, accounts, profile."""
    language = person.language if person.language in LANGUAGES else "en"
    community = communities[person.community]
    member = people.add_member(db, person.name, language, person.timezone, community, now)
    role = Role.of(person.role) or Role.MEMBER
    people.set_membership(db, community, member, "in", now, role)
    if resident.telegram:
        chat = str(resident.telegram)
        people.add_account(db, member, "telegram", "", chat, chat, now + timedelta(days=1))
    if resident.slack:
        people.add_account(db, member, "slack", TEAM, resident.slack, resident.slack, now)
    _profile(db, person, member, now)
    return member


def _profile(db: Connection, person: Person, member: int, now: datetime) -> None:
    where = places.where(person.city, None)
    profile.change(
        db,
        member,
        now,
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


def _need(
    db: Connection, network: Network, key: str, ids: Mapping[str, int], communities: Mapping[str, int], now: datetime
) -> None:
    need = next(need for need in network.needs if need.key == key)
    owner = next(person for person in network.members if person.key == need.owner)
    needs.add(
        db,
        now - timedelta(days=need.posted),
        side="need",
        community_id=communities[owner.community],
        member_id=ids[need.owner],
        kind=need.kind,
        text=need.text,
        tags=need.tags,
        language=owner.language,
        place=need.place,
        remote=need.remote,
        effort=need.effort,
        gives=need.gives,
        until=(now + timedelta(days=need.until)).date() if need.until else None,
        state="open",
    )
