"""The two CSV files `tertulia match` reads and the table it writes: columns by name, anything unknown refused."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from matching.model import Person, Request

MEMBERS = frozenset({"id", "offers"})
MEMBERS_TOO = frozenset({"name", "headline", "looking_for", "sectors", "languages", "city", "capacity", "consent"})
NEEDS = frozenset({"id", "text"})
NEEDS_TOO = frozenset({"owner", "kind", "tags", "language", "place", "remote", "wanted", "until"})
YES = frozenset({"yes", "y", "true", "1", "si", "sí", "oui", "sim", "ναι", "da"})
NO = frozenset({"no", "n", "false", "0", "non", "não", "όχι", "ne"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LARGEST_CELL = 10_000_000  # a profile may be long; the library's own limit is 131,072

Row = Mapping[str, str]
Made = TypeVar("Made")


class FileRefusedError(ValueError):
    """The file cannot be used as it is; the message is one line that says what to change."""


def people(path: Path) -> list[Person]:
    return [_of(path, number, row, _person) for number, row in _rows(path, MEMBERS, MEMBERS_TOO)]


def requests(path: Path) -> list[Request]:
    return [_of(path, number, row, _request) for number, row in _rows(path, NEEDS, NEEDS_TOO)]


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """CSV that a spreadsheet may open: a cell that looks like a formula is made a text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("need_id", "member_id", "rank", "score", "reasons"))
    for row in rows:
        cells = (row["need_id"], row["member_id"], row["rank"], row["score"], "; ".join(row["reasons"]))
        writer.writerow([_text(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue()


def _text(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _rows(path: Path, needed: frozenset[str], optional: frozenset[str]) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(_read(path), newline=""))
    csv.field_size_limit(LARGEST_CELL)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        _check_header(path, header, needed, optional)
        seen: set[str] = set()
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise FileRefusedError(
                    f"{path}, line {reader.line_num}: "
                    f"{len(cells)} cells under {len(header)} columns; put quotes around texts with commas."
                )
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            _check_id(path, reader.line_num, row, seen)
            yield reader.line_num, row
    except csv.Error as error:
        raise FileRefusedError(f"{path}, line {reader.line_num}: not readable as CSV ({error}).") from error


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise FileRefusedError(f"Cannot read {path} ({error.strerror}): check the name.") from error
    except UnicodeDecodeError as error:
        raise FileRefusedError(f"{path} is not UTF-8: save it as CSV UTF-8 and try again.") from error


def _check_header(path: Path, header: list[str], needed: frozenset[str], optional: frozenset[str]) -> None:
    known = f"known are {', '.join(sorted(needed | optional))}"
    unknown = [name or "(no name)" for name in header if name not in needed | optional]
    if unknown:
        raise FileRefusedError(f"{path}: unknown column {', '.join(unknown)}; rename or remove it ({known}).")
    missing = sorted(needed - set(header))
    if missing:
        raise FileRefusedError(f"{path}: column {', '.join(missing)} is missing; add it to the header ({known}).")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileRefusedError(f"{path}: column {', '.join(twice)} is there twice; keep one.")


def _check_id(path: Path, line: int, row: Row, seen: set[str]) -> None:
    if not row["id"]:
        raise FileRefusedError(f"{path}, line {line}: the id is empty; give each row one of its own.")
    if row["id"] in seen:
        raise FileRefusedError(f"{path}, line {line}: the id {row['id']} is there twice; give each row one of its own.")
    seen.add(row["id"])


def _of(path: Path, line: int, row: Row, make: Callable[[Row], Made]) -> Made:
    try:
        return make(row)
    except ValueError as error:
        raise FileRefusedError(f"{path}, line {line}: {error}.") from error


def _person(row: Row) -> Person:
    return Person(
        id=row["id"],
        offers=_list(row, "offers"),
        name=row.get("name", ""),
        headline=row.get("headline", ""),
        looking_for=row.get("looking_for", ""),
        sectors=_list(row, "sectors"),
        languages=_list(row, "languages"),
        city=row.get("city", ""),
        capacity=_number(row, "capacity"),
        consent=_yes(row, "consent", when_empty=True),
    )


def _request(row: Row) -> Request:
    wanted = _number(row, "wanted")
    return Request(
        id=row["id"],
        text=row.get("text", ""),
        owner=row.get("owner") or None,
        kind=row.get("kind", ""),
        tags=_list(row, "tags"),
        languages=_list(row, "language"),
        place=row.get("place", ""),
        remote=_yes(row, "remote", when_empty=True),
        wanted=3 if wanted is None else wanted,
        until=_day(row, "until"),
    )


def _list(row: Row, column: str) -> tuple[str, ...]:
    return tuple(part for raw in row.get(column, "").split(";") if (part := raw.strip()))


def _number(row: Row, column: str) -> int | None:
    raw = row.get(column, "")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise ValueError(f"{column} is '{raw[:40]}'; write a whole number, 0 or more")
    return int(raw)


def _yes(row: Row, column: str, *, when_empty: bool) -> bool:
    raw = row.get(column, "").casefold()
    if not raw:
        return when_empty
    if raw not in YES | NO:
        raise ValueError(f"{column} is '{raw[:40]}'; write yes or no")
    return raw in YES


def _day(row: Row, column: str) -> date | None:
    raw = row.get(column, "")
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"{column} is '{raw[:40]}'; write a day as 2026-06-30") from None
