"""Statements that every unit runs: written in Core, compiled once a dialect, executed by the driver itself.

Core takes 35 µs and more for what the driver does in 10: for building it, a cache key, an execution context, a result
with names. What each turn of a conversation runs is worth having without; all else is plain Core.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
Row = tuple[Any, ...]
SHARING = "sharing"
"""In the notes of a connection while units run on it without savepoints."""


@dataclass(slots=True)
class _Compiled:
    """The SQL of one dialect, and what to do to some values on their way in and out."""

    sql: str
    places: tuple[tuple[str, Convert | None], ...] | None
    """The values in their order where the driver takes them by position."""
    constants: dict[str, Any]
    """Values that stand in the statement itself."""
    bound: tuple[tuple[str, Convert], ...]
    read: tuple[tuple[int, Convert], ...] | None = None
    """Known with the first answer: some types ask what the driver calls a column's."""

    def values(self, given: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        if self.constants:
            given = {**self.constants, **given}
        if self.places is not None:
            return [given[name] if convert is None else convert(given[name]) for name, convert in self.places]
        return {**given, **{name: convert(given[name]) for name, convert in self.bound}}


class Statement:
    """A Core statement whose values are all named by `bindparam`; lists of changing length (`in_`) do not fit in.

    Args:
        clause: the statement, or one for each dialect by its name (`INSERT … ON CONFLICT` has two spellings).
    """

    def __init__(self, clause: Executable | Mapping[str, Executable]) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}

    def all(self, db: Connection, **values: Any) -> list[Row]:
        """Every row, as the columns' types read it."""
        compiled = self._compiled.get(db.dialect.name) or self._made(db.dialect)
        cursor = executed(db, compiled.sql, compiled.values(values))
        read = compiled.read
        if read is None:
            read = compiled.read = _converting(self._clause_of(db.dialect), db.dialect, cursor)
        rows: list[Row] = cursor.fetchall()
        return [_converted(row, read) for row in rows] if read else rows

    def first(self, db: Connection, **values: Any) -> Row | None:
        """The first row, if there is one; of a statement that gives one row at most."""
        rows = self.all(db, **values)  # to the end: SQLite finishes an INSERT … RETURNING only then
        return rows[0] if rows else None

    def one(self, db: Connection, **values: Any) -> Any:
        """The first value of the only row."""
        row = self.first(db, **values)
        if row is None:
            raise LookupError("no row")
        return row[0]

    def run(self, db: Connection, **values: Any) -> int:
        """How many rows it changed."""
        return int(self._run(db, values).rowcount)

    def inserted(self, db: Connection, values: Mapping[str, Any]) -> int:
        """The number of the row that this INSERT makes; only PostgreSQL has to be asked for it, by RETURNING."""
        cursor = self._run(db, values)
        return int(cursor.lastrowid if db.dialect.name == "sqlite" else cursor.fetchone()[0])

    def many(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it with the values of each row; the driver goes through them by itself."""
        compiled = self._compiled.get(db.dialect.name) or self._made(db.dialect)
        given = [compiled.values(row) for row in rows]
        if given:
            executed(db, compiled.sql, given, many=True)

    def _run(self, db: Connection, values: Mapping[str, Any]) -> Any:
        compiled = self._compiled.get(db.dialect.name) or self._made(db.dialect)
        return executed(db, compiled.sql, compiled.values(values))

    def _clause_of(self, dialect: Dialect) -> Any:
        return self._clause[dialect.name] if isinstance(self._clause, Mapping) else self._clause

    def _made(self, dialect: Dialect) -> _Compiled:
        compiled = self._clause_of(dialect).compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params:
            raise TypeError("A list of changing length needs plain Core")
        binds = compiled.binds
        constants = {name: bind.value for name, bind in binds.items() if not bind.required and not bind.callable}
        bound = {name: convert for name, bind in binds.items() if (convert := _bound(bind.type, dialect))}
        names = compiled.positiontup if compiled.positional else None
        places = None if names is None else tuple((name, bound.get(name)) for name in names)
        made = self._compiled[dialect.name] = _Compiled(str(compiled), places, constants, tuple(bound.items()))
        return made


@contextmanager
def savepoint(db: Connection, name: str) -> Iterator[None]:
    """What is written inside is undone where it raises; nests by name."""
    executed(db, f"SAVEPOINT {name}")
    try:
        yield
    except BaseException as error:
        _ended(db, name, error)
        raise
    _ended(db, name, None)


class WrittenError(Exception):
    """What was written has to be undone, and no savepoint says how far."""


class Attempt:
    """As a savepoint, which a unit that shares its commit nearly always does without.

    Most of what is refused is refused before a word is written: then there is nothing to undo. Where something was
    written, all units of the group are made again with the savepoints that they need (`storage.writer`).

    Args:
        db: inside a unit.
        name: of the savepoint.
    """

    def __init__(self, db: Connection, name: str) -> None:
        self._db, self._name = db, name
        self._written: int | None = None

    def __enter__(self) -> None:
        if self._db.info.get(SHARING):
            self._written = _driver(self._db).total_changes
        else:
            executed(self._db, f"SAVEPOINT {self._name}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if self._written is None:
            _ended(self._db, self._name, error)
        elif error is not None and _driver(self._db).total_changes != self._written:
            raise WrittenError from error


def _ended(db: Connection, name: str, error: BaseException | None) -> None:
    """Keep what was written since, or undo it."""
    if error is None:
        executed(db, f"RELEASE SAVEPOINT {name}")
        return
    # After an error of its own the database may have undone it all already: that error says why.
    with suppress(*((DBAPIError,) if isinstance(error, DBAPIError) else ())):
        executed(db, f"ROLLBACK TO SAVEPOINT {name}")
        executed(db, f"RELEASE SAVEPOINT {name}")


def _driver(db: Connection) -> Any:
    return db.connection.dbapi_connection


def executed(db: Connection, sql: str, values: Any = (), *, many: bool = False) -> Any:
    """What the driver gives for its own SQL, or for a list of values; its errors become SQLAlchemy's."""
    driver = _driver(db)
    try:
        return driver.cursor().executemany(sql, values) if many else driver.execute(sql, values)
    except db.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            sql, values, error, db.dialect.loaded_dbapi.Error, hide_parameters=True, dialect=db.dialect
        ) from error


def _converting(clause: Any, dialect: Dialect, cursor: Any) -> tuple[tuple[int, Convert], ...]:
    """The places in a row whose values are read by their column's type; some types ask what the driver calls them."""
    columns = clause.column_descriptions if clause.is_select else clause.returning_column_descriptions
    kinds = ((column["type"], told[1]) for column, told in zip(columns, cursor.description, strict=True))
    found = ((at, _read(kind, dialect, told)) for at, (kind, told) in enumerate(kinds))
    return tuple((at, convert) for at, convert in found if convert)


def _converted(row: Row, read: tuple[tuple[int, Convert], ...]) -> Row:
    values = list(row)
    for at, convert in read:
        values[at] = convert(values[at])
    return tuple(values)


def _bound(kind: Any, dialect: Dialect) -> Convert | None:
    found: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


def _read(kind: Any, dialect: Dialect, told: Any) -> Convert | None:
    found: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, told)
    return found
