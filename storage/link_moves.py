"""What belongs to two people goes to one of them, and back: found by the tables' own references to a member."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Table,
    UniqueConstraint,
    and_,
    delete,
    exists,
    or_,
    select,
    tuple_,
    update,
)

from domain import link as rules
from domain.link import Belonging
from domain.roles import Role
from storage import people, profile
from storage.db import metadata
from storage.link_digests import one_a_week
from storage.matches import match
from storage.outbox import outbox
from storage.people import account, member, membership

APART = frozenset({"account", "member", "membership", "profile", "outbox", "link", "link_code"})
"""Tables that are not moved row by row: they are united by rules of their own, or are this feature's."""
UNDECIDED = ("waiting", "asked_helper", "asked_owner")

Record = dict[str, Any]
"""What was moved, as JSON: all that `part` needs."""


def join(db: Connection, kept: int, joined: int, now: datetime) -> Record:
    """Give all that `joined` has to `kept`, who are one person from now on; both are locked by the caller."""
    one_a_week(db, kept, joined, now)
    record: Record = {"rows": _rows_to(db, joined, kept), "withdrawn": _withdrawn(db, joined)}
    record |= _belong(db, kept, joined, now)
    record["profile"] = _filled(db, kept, joined, now)
    mine = update(account).where(account.c.member_id == joined)
    db.execute(mine.where(account.c.own_member_id.is_(None)).values(own_member_id=joined))
    db.execute(mine.values(member_id=kept))
    db.execute(update(outbox).where(outbox.c.member_id == joined).values(member_id=kept))
    home = select(member.c.community_id).where(member.c.id == joined).scalar_subquery()
    db.execute(update(member).where(member.c.id == kept, member.c.community_id.is_(None)).values(community_id=home))
    return record


def part(db: Connection, kept: int, joined: int, record: Record, now: datetime) -> None:
    """Give `joined` back what was theirs; what came since stays with `kept`."""
    for row in record["rows"]:
        _row_back(db, row, kept, joined)
    revived = {"state": "waiting", "lapses": None}
    again = and_(match.c.id.in_(record["withdrawn"]), match.c.state == "withdrawn")
    db.execute(update(match).where(again).values(revived))
    _belong_apart(db, kept, joined, record, now)
    _emptied(db, kept, record["profile"], now)
    leaving = and_(account.c.member_id == kept, account.c.own_member_id == joined)
    chats = select(account.c.platform, account.c.workspace, account.c.chat).where(leaving)
    theirs = tuple_(outbox.c.adapter, outbox.c.workspace, outbox.c.chat).in_(chats)
    db.execute(update(outbox).where(outbox.c.member_id == kept, theirs).values(member_id=joined))
    db.execute(update(account).where(leaving).values(member_id=joined, own_member_id=None))


def _references(table: Table) -> list[Column[Any]]:
    """The columns of a table that name a member."""
    return [key.parent for key in table.foreign_keys if key.column is member.c.id]


def _rows_to(db: Connection, joined: int, kept: int) -> list[Record]:
    """Move each row that can be moved.

    One that would stand twice or names both stays where it is, and so does what a person has only one of.
    """
    moved = []
    for table in metadata.sorted_tables:
        columns = [] if table.name in APART else _references(table)
        if not columns:
            continue
        query = select(table).where(or_(*(column == joined for column in columns))).with_for_update()
        for row in db.execute(query).mappings().all():
            names = [column.name for column in columns if row[column.name] == joined]
            both = rules.clashes(dict(row), [column.name for column in columns], kept, joined)
            only_one = {column.name for column in table.primary_key} <= set(names)
            if not both and not only_one and _moved(db, table, row, dict.fromkeys(names, kept)):
                key = {c.name: row[c.name] for c in table.primary_key if c.name not in names}
                moved.append({"table": table.name, "columns": names, "key": key})
    return moved


def _moved(db: Connection, table: Table, row: Mapping[Any, Any], values: Mapping[str, int]) -> bool:
    """Change those columns of a row, unless another row stands there already."""
    after = {**row, **values}
    for names in _unique(table):
        if not names.isdisjoint(values) and all(after[name] is not None for name in names):
            there = and_(*(table.c[name] == after[name] for name in names))
            if db.execute(select(exists().where(there))).scalar():
                return False
    key = and_(*(column == row[column.name] for column in table.primary_key))
    return db.execute(update(table).where(key).values(dict(values))).rowcount == 1


def _unique(table: Table) -> Iterator[set[str]]:
    """The sets of columns in which no two rows may agree."""
    yield {column.name for column in table.primary_key}
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint):
            yield {column.name for column in rule.columns}
    for index in table.indexes:
        if isinstance(index, Index) and index.unique:
            yield {column.name for column in index.columns}


def _row_back(db: Connection, moved: Record, kept: int, joined: int) -> None:
    """A row that is gone, or was handed on since, is not brought back."""
    table = metadata.tables.get(moved["table"])
    if table is None:
        return
    key = [table.c[name] == value for name, value in moved["key"].items()]
    mine = [table.c[name] == kept for name in moved["columns"]]
    row = db.execute(select(table).where(*key, *mine).with_for_update()).mappings().first()
    if row:
        _moved(db, table, row, dict.fromkeys(moved["columns"], joined))


def _withdrawn(db: Connection, joined: int) -> list[int]:
    """End the undecided matches that could not be moved: the same two cannot be asked twice, nor one about oneself."""
    theirs = or_(match.c.helper_id == joined, match.c.owner_id == joined)
    query = select(match.c.id).where(theirs, match.c.state.in_(UNDECIDED))
    ids = list(db.execute(query.order_by(match.c.id).with_for_update()).scalars())
    db.execute(update(match).where(match.c.id.in_(ids)).values(state="withdrawn"))
    return ids


def _belongings(db: Connection, member_id: int) -> list[Belonging]:
    columns = (membership.c.community_id, membership.c.state, membership.c.role)
    query = select(*columns).where(membership.c.member_id == member_id).order_by(membership.c.community_id)
    return [Belonging(*row) for row in db.execute(query.with_for_update())]


def _belong(db: Connection, kept: int, joined: int, now: datetime) -> Record:
    """One standing a community; the one who joins has none of their own meanwhile, so they are listed nowhere."""
    mine, theirs = _belongings(db, kept), _belongings(db, joined)
    united = rules.united(mine, theirs)
    db.execute(delete(membership).where(membership.c.member_id == joined))
    for one in united:
        if one not in mine:
            _stand(db, kept, one, now)
    return {
        "before": [asdict(one) for one in mine],
        "theirs": [asdict(one) for one in theirs],
        "united": [asdict(one) for one in united],
    }


def _belong_apart(db: Connection, kept: int, joined: int, record: Record, now: datetime) -> None:
    before, united = ({row["community"]: Belonging(**row) for row in record[key]} for key in ("before", "united"))
    today = {one.community: one for one in _belongings(db, kept)}
    for row in record["theirs"]:
        theirs = Belonging(**row)
        place = theirs.community
        if people.get_community(db, place) is None:
            continue
        _stand(db, joined, rules.parted(theirs, united.get(place), today.get(place)), now)
        mine = rules.remaining(before.get(place), united[place], today.get(place))
        if mine is None:
            db.execute(delete(membership).where(_place(place, kept)))
        elif mine != today.get(place):
            _stand(db, kept, mine, now)


def _place(community: int, member_id: int) -> Any:
    return and_(membership.c.community_id == community, membership.c.member_id == member_id)


def _stand(db: Connection, member_id: int, one: Belonging, now: datetime) -> None:
    people.set_membership(db, one.community, member_id, one.state, now, Role(one.role))


def _filled(db: Connection, kept: int, joined: int, now: datetime) -> Record:
    mine, theirs = asdict(profile.get(db, kept)), asdict(profile.get(db, joined))
    changed = rules.filled(mine, theirs)
    if changed:
        profile.change(db, kept, now, **changed)
    return changed


def _emptied(db: Connection, kept: int, changed: Record, now: datetime) -> None:
    """Take back the words that came from the other, where they still stand as they came."""
    today, empty = asdict(profile.get(db, kept)), asdict(profile.Profile(kept))
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in changed.items()}
    back = {name: empty[name] for name, value in given.items() if today[name] == value}
    if back:
        profile.change(db, kept, now, **back)
