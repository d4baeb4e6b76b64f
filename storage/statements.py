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


@dataclass(frozen=True)
class _Compiled:
    """The SQL of one dialect, and what to do to some values on their way in."""

    sql: str
    names: tuple[str, ...] | None
    """The order of the values where the driver takes them by position."""
    constants: dict[str, Any]
    """Values that stand in the statement itself."""
    bound: tuple[tuple[str, Convert], ...]

    def values(self, given: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = self.constants | given
        for name, convert in self.bound:
            given[name] = convert(given[name])
        return given if self.names is None else [given[name] for name in self.names]


class Statement:
    """A Core statement whose values are all named by `bindparam`; lists of changing length (`in_`) do not fit in.

    Args:
        clause: the statement, or one for each dialect by its name (`INSERT … ON CONFLICT` has two spellings).
    """

    def __init__(self, clause: Executable | Mapping[str, Executable]) -> None:
        self._clause = clause
        self._compiled: dict[str, _Compiled] = {}
        self._read: dict[str, tuple[tuple[int, Convert], ...]] = {}

    def all(self, db: Connection, **values: Any) -> list[Row]:
        """Every row, as the columns' types read it."""
        cursor = self._run(db, values)
        read = self._read.get(db.dialect.name)
        if read is None:
            read = self._read[db.dialect.name] = _converting(self._clause_of(db.dialect), db.dialect, cursor)
        rows: list[Row] = cursor.fetchall()
        return [_converted(row, read) for row in rows] if read else rows

    def first(self, db: Connection, **values: Any) -> Row | None:
        """The first row, if there is one; of a statement that gives one row at most."""
        rows = self.all(db, **values)  # to the end: SQLite finishes an INSERT … RETURNING only then
        return rows[0] if rows else None

    def one(self, db: Connection, **values: Any) -> Any:
        """The first value of the only row, such as the id of what was inserted."""
        row = self.first(db, **values)
        if row is None:
            raise LookupError("no row")
        return row[0]

    def run(self, db: Connection, **values: Any) -> int:
        """How many rows it changed."""
        return int(self._run(db, values).rowcount)

    def many(self, db: Connection, rows: Iterable[dict[str, Any]]) -> None:
        """Run it with the values of each row; the driver goes through them by itself."""
        compiled = self._for(db.dialect)
        given = [compiled.values(row) for row in rows]
        if given:
            executed(db, compiled.sql, given, many=True)

    def _run(self, db: Connection, values: dict[str, Any]) -> Any:
        compiled = self._for(db.dialect)
        return executed(db, compiled.sql, compiled.values(values))

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = self._made(dialect)
        return compiled

    def _clause_of(self, dialect: Dialect) -> Any:
        return self._clause[dialect.name] if isinstance(self._clause, Mapping) else self._clause

    def _made(self, dialect: Dialect) -> _Compiled:
        compiled = self._clause_of(dialect).compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params:
            raise TypeError("A list of changing length needs plain Core")
        binds = compiled.binds
        constants = {name: bind.value for name, bind in binds.items() if not bind.required and not bind.callable}
        return _Compiled(
            str(compiled),
            tuple(compiled.positiontup) if compiled.positional and compiled.positiontup is not None else None,
            constants,
            tuple((name, convert) for name, bind in binds.items() if (convert := _bound(bind.type, dialect))),
        )


@contextmanager
def savepoint(db: Connection, name: str) -> Iterator[None]:
    """What is written inside is undone where it raises; nests by name."""
    executed(db, f"SAVEPOINT {name}")
    try:
        yield
    except DBAPIError:
        with suppress(DBAPIError):  # the database may have undone it all already: its first error says why
            _undone(db, name)
        raise
    except BaseException:
        _undone(db, name)
        raise
    executed(db, f"RELEASE SAVEPOINT {name}")


def _undone(db: Connection, name: str) -> None:
    executed(db, f"ROLLBACK TO SAVEPOINT {name}")
    executed(db, f"RELEASE SAVEPOINT {name}")


def executed(db: Connection, sql: str, values: Any = (), *, many: bool = False) -> Any:
    """What the driver gives for its own SQL, or for a list of values; its errors become SQLAlchemy's."""
    driver: Any = db.connection.dbapi_connection
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
