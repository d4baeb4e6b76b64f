"""Needs from a list: what a row becomes, and how it is written."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.cli.imported import Line, Place, Result, words
from bot.cli.sheets import Row, day, listed, number, yes
from domain import needs as rules
from domain.needs import Kind, Side, State
from domain.roles import Role
from matching import tongues
from storage import imports, needs, people, ticks

PLACE, TAG = 80, 40


@dataclass(frozen=True)
class Wanted:
    """A row that can be written; `owner` is an id of a list of members, or of ours, empty for the community's owner."""

    line: int
    id: str
    owner: str
    values: dict[str, object] = field(hash=False)


def read(line: int, row: Row, place: Place) -> Wanted:
    """What the row says.

    Raises:
        ValueError: a cell says nothing that can be used.
    """
    text = words(row.get("text", ""), len(row.get("text", "")))
    if not rules.says_something(text):
        raise ValueError("the text is empty; say in a few words what is needed")
    if len(text) > rules.LIMIT:
        raise ValueError(f"the text has {len(text)} characters; {rules.LIMIT} fit")
    kind = row.get("kind", "").casefold() or Kind.SKILL
    if kind not in set(Kind):
        raise ValueError(f"kind is '{kind[:40]}'; write one of {', '.join(Kind)}")
    where = words(row.get("place", ""), PLACE)
    wanted = number(row, "wanted")
    values: dict[str, object] = {
        "text": text, "kind": str(kind), "tags": tuple(words(tag, TAG) for tag in listed(row, "tags")),
        "language": _language(row, place), "place": where, "remote": yes(row, "remote", when_empty=not where),
        "wanted": max(1, wanted or 1), "until": _until(row, place),
    }  # fmt: skip
    return Wanted(line, row["id"], row.get("owner", ""), values)


def _language(row: Row, place: Place) -> str:
    codes, unknown = tongues.read(row.get("language", ""))
    if unknown:
        raise ValueError(f"language is '{unknown[0][:40]}'; write a name or a code such as Greek or el")
    return codes[0] if codes else place.community.language


def _until(row: Row, place: Place) -> object:
    found = day(row, "until")
    if found is None:
        return rules.first_until(place.today)
    if rules.checked(found, "", place.today) != found:
        raise ValueError(f"until is {found}; write a day from today on, at most two years ahead")
    return found


def write(db: Connection, found: Wanted, place: Place) -> Line:
    """Open the need and plan the search for someone, as if its owner had just said yes to it.

    Raises:
        ValueError: nobody in the community is its owner.
    """
    name = str(found.values["text"])[:60]
    if found.id in imports.known(db, place.community.id, "need"):
        return Line(found.line, found.id, name, Result.KNOWN, "came with an earlier list, unchanged")
    owner = _owner(db, found, place)
    values = found.values | {"side": str(Side.NEED), "state": str(State.OPEN)}
    need_id = needs.add(db, place.now, community_id=place.community.id, member_id=owner.id, **values)
    imports.came(db, place.community.id, "need", found.id, owner.id, need_id)
    ticks.plan(db, "matches.find", str(need_id), place.now)
    ticks.plan(db, "needs.tend", str(need_id), place.now)
    return Line(found.line, found.id, name, Result.NEW, f"of {owner.name}", need_id)


def _owner(db: Connection, found: Wanted, place: Place) -> people.Member:
    """Whose need it is."""
    inside = people.members(db, place.community.id)
    if not found.owner:
        owners = people.members(db, place.community.id, role=Role.OWNER)
        if not owners:
            raise ValueError("the owner is empty, and nobody owns the community who could stand in")
        return owners[0]
    wanted = place.known.get(found.owner) or (int(found.owner) if found.owner.isdecimal() else 0)
    for member in inside:
        if member.id == wanted:
            return member
    raise ValueError(f"owner is '{found.owner[:40]}'; write an id from the list of members")
