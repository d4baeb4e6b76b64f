"""Reads the demo's invented people, projects, needs and meetings from `community.toml`, and refuses a slip in it."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from importlib.resources import files
from typing import Any, Literal, get_args, get_origin, get_type_hints
from zoneinfo import available_timezones

Platform = Literal["telegram", "slack"]
Language = Literal["en", "es", "ca", "fr", "it", "pt", "el", "hr", "sl"]


class CommunityError(ValueError):
    """The file says something the demo cannot live with."""


@dataclass(frozen=True, kw_only=True)
class Community:
    """One community with the platform its people are on."""

    key: str
    name: str
    platform: Platform
    language: Language
    city: str
    timezone: str
    spaces: tuple[str, ...]
    about: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member as the profile shows them; two platforms mean that both accounts are linked."""

    key: str
    name: str
    platforms: tuple[Platform, ...]
    community: str
    language: Language
    headline: str
    offers: tuple[str, ...]
    looking_for: str
    sectors: tuple[str, ...]
    languages: tuple[str, ...]
    city: str
    timezone: str
    availability: str
    travels: bool = False
    space: str = ""
    published: bool = True
    role: Literal["member", "mentor", "editor", "manager", "owner"] = "member"
    hero: bool = False


@dataclass(frozen=True, kw_only=True)
class Project:
    """Something a member is building."""

    key: str
    title: str
    summary: str
    stage: Literal["idea", "validating", "building", "constituted"]
    owner: str
    city: str


@dataclass(frozen=True, kw_only=True)
class Need:
    """A request; `posted` counts days back, `until` days ahead (negative where its day has passed)."""

    key: str
    owner: str
    kind: Literal["skill", "partner", "supplier", "mentor", "funding", "space"]
    text: str
    tags: tuple[str, ...]
    gives: Literal["paid", "swap", "gift", "equity", "learning"]
    posted: int
    until: int
    place: str = ""
    remote: bool = False
    effort: str = ""
    project: str = ""
    state: Literal["open", "matched", "fulfilled"] = "open"


@dataclass(frozen=True, kw_only=True)
class Introduction:
    """Two people who both said yes, over the need of the one who asked."""

    asker: str
    helper: str
    need: str
    outcome: Literal["met", "scheduled"]
    days_ago: int


@dataclass(frozen=True, kw_only=True)
class Network:
    """All the demo starts with; the three lists of sectors are what rounds across groups cross."""

    name: str
    creative: tuple[str, ...]
    traditional: tuple[str, ...]
    support: tuple[str, ...]
    communities: tuple[Community, ...]
    members: tuple[Person, ...]
    projects: tuple[Project, ...]
    needs: tuple[Need, ...]
    introductions: tuple[Introduction, ...]


def load() -> Network:
    """The community the demo ships with."""
    return parse(files(__package__).joinpath("community.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Network:
    """Read a community from TOML, checked: whatever it returns can be put into a database as it is."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CommunityError(f"This is not TOML: {error}.") from error
    network: Network = _row(Network, {**raw.pop("network", {}), **raw})
    _check_keys(network)
    _check_members(network)
    _check_work(network)
    return network


def _row(kind: type[Any], raw: dict[str, Any]) -> Any:
    """One table of the file as a record: every field there, of its type, and nothing else."""
    hints = get_type_hints(kind)
    label = f"{kind.__name__} {raw.get('key') or raw.get('name') or raw}"
    _refuse(raw.keys() - hints.keys(), f"{label} has fields nobody reads")
    _refuse({field.name for field in fields(kind) if field.default is MISSING} - raw.keys(), f"{label} lacks")
    values = {name: _value(hints[name], value) for name, value in raw.items()}
    _refuse((name for name, value in values.items() if not _fits(hints[name], value)), f"{label} has a wrong value in")
    return kind(**values)


def _value(hint: Any, value: Any) -> Any:
    """Lists become tuples, and tables in them become the records the field is declared to hold."""
    if not isinstance(value, list):
        return value
    inner = next(iter(get_args(hint)), None)
    if not (isinstance(inner, type) and is_dataclass(inner)):
        return tuple(value)
    return tuple(_row(inner, item) if isinstance(item, dict) else item for item in value)


def _fits(hint: Any, value: object) -> bool:
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(_fits(get_args(hint)[0], item) for item in value)
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return type(value) is hint  # not isinstance: `true` is no number of days


def _refuse(wrong: Iterable[str], sentence: str) -> None:
    if found := sorted(wrong):
        raise CommunityError(f"{sentence}: {', '.join(found)}.")


def _check_keys(network: Network) -> None:
    for rows in (network.communities, network.members, network.projects, network.needs):
        counts = Counter(row.key for row in rows)
        _refuse((key for key, count in counts.items() if count > 1), "These keys stand twice")


def _check_members(network: Network) -> None:
    homes = {home.key: home for home in network.communities}
    sectors = {*network.creative, *network.traditional, *network.support}
    spaces = {"", *(space for home in network.communities for space in home.spaces)}
    people = network.members
    _refuse({p.community for p in people} - homes.keys(), "No such community")
    absent = (p.key for p in people if homes[p.community].platform not in p.platforms)
    _refuse(absent, "Not on their community's platform")
    _refuse((p.key for p in people if p.language not in p.languages), "Writes in a language they do not list")
    _refuse({sector for p in people for sector in p.sectors} - sectors, "Sectors outside the three lists")
    _refuse({p.space for p in people} - spaces, "No community has this space")
    zones = {p.timezone for p in people} | {home.timezone for home in network.communities}
    _refuse(zones - available_timezones(), "No such time zone")


def _check_work(network: Network) -> None:
    people = {person.key for person in network.members}
    projects = {project.key: project.owner for project in network.projects}
    needs = {need.key: need for need in network.needs}
    _refuse({*projects.values(), *(need.owner for need in network.needs)} - people, "No such owner")
    astray = (n.key for n in network.needs if n.project and projects.get(n.project) != n.owner)
    _refuse(astray, "Not a project of the one who asks")
    _refuse((n.key for n in network.needs if not (n.place or n.remote)), "Neither a place nor remote")
    for meeting in network.introductions:
        need = needs.get(meeting.need)
        if need is None or need.owner != meeting.asker or meeting.helper not in people - {meeting.asker}:
            raise CommunityError(f"The introduction over {meeting.need} does not join its owner with somebody else.")
        if need.state == "open" or need.posted < meeting.days_ago:
            raise CommunityError(f"The introduction over {meeting.need} comes before its need, or left it open.")
