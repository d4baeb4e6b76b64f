"""Rows of posts' tables: read as the dataclass that others see, changed by statements that are compiled once."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, select, update

from storage.statements import Statement

T = TypeVar("T")


class Shape(Generic[T]):
    """How one kind of rows is read.

    Args:
        kind: the dataclass.
        table: where its fields stand by their names.
        elsewhere: fields that another table has.
    """

    def __init__(self, kind: type[T], table: Table, **elsewhere: ColumnElement[Any]) -> None:
        self._kind = kind
        names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # each kind is a dataclass
        self._columns = [elsewhere[name] if name in elsewhere else table.c[name] for name in names]

    @property
    def query(self) -> Select[Any]:
        """All of them: the caller says which."""
        return select(*self._columns)

    def of(self, row: Sequence[Any] | None) -> T | None:
        """What a row says, where there is one."""
        return None if row is None else self._kind(*row)

    def each(self, rows: Sequence[Sequence[Any]]) -> list[T]:
        """What each of them says."""
        return [self._kind(*row) for row in rows]

    def one(self, db: Connection, query: Select[Any]) -> T | None:
        """The first that the query finds."""
        return self.of(db.execute(query).first())

    def all(self, db: Connection, query: Select[Any]) -> list[T]:
        """All that it finds."""
        return [self._kind(*row) for row in db.execute(query)]


class Change:
    """Changes columns of the rows with certain keys: a statement for each set of columns.

    Args:
        table: whose rows.
        keys: the columns that say which.
    """

    def __init__(self, table: Table, *keys: str) -> None:
        self._table, self._keys = table, keys
        self._made: dict[tuple[str, ...], Statement] = {}

    def run(self, db: Connection, keys: Sequence[Any], values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        names = tuple(sorted(values))
        made = self._made.get(names) or self._made.setdefault(names, self._of(names))
        given = {f"new_{name}": values[name] for name in names}
        return made.run(db, **given, **{f"the_{name}": key for name, key in zip(self._keys, keys, strict=True)})

    def _of(self, names: tuple[str, ...]) -> Statement:
        these = [self._table.c[name] == bindparam(f"the_{name}") for name in self._keys]
        return Statement(update(self._table).where(*these).values({n: bindparam(f"new_{n}") for n in names}))
