"""Tables that come from outside, CSV or XLSX: columns by name, cells as text, anything unknown refused."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from bot.cli.errors import FileRefused
from domain.cells import harmless

YES = frozenset({"yes", "y", "true", "1", "si", "sí", "oui", "sim", "ναι", "da"})
NO = frozenset({"no", "n", "false", "0", "non", "não", "όχι", "ne"})
LARGEST_CELL = 10_000_000  # a profile may be long; the library's own limit is 131,072

Row = Mapping[str, str]
Cells = Sequence[str]


@dataclass(frozen=True)
class Columns:
    """What a table may have: `needed` must be there, `optional` may."""

    needed: frozenset[str]
    optional: frozenset[str]

    @property
    def known(self) -> str:
        """Their names, for people."""
        return f"known are {', '.join(sorted(self.needed | self.optional))}"


MEMBERS = Columns(
    frozenset({"id", "offers"}),
    frozenset({"name", "headline", "looking_for", "sectors", "languages", "city", "capacity", "consent"}),
)
NEEDS = Columns(
    frozenset({"id", "text"}),
    frozenset({"owner", "kind", "tags", "language", "place", "remote", "wanted", "until"}),
)

EVENTS = Columns(
    frozenset({"title", "start", "zone"}),
    frozenset({"end", "place", "capacity", "description", "repeats"}),
)


def rows(path: Path, columns: Columns) -> Iterator[tuple[int, Row]]:
    """The table's rows with their line numbers; empty ones are left out.

    Raises:
        FileRefused: it cannot be read, or its header is not what is expected.
    """
    table = _workbook(path) if path.suffix.lower() == ".xlsx" else _comma_separated(path)
    _, first = next(table, (1, []))
    header = [name.strip().lower() for name in first]
    _check_header(path, header, columns)
    for number, cells in table:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise FileRefused(
                f"{path}, line {number}: "
                f"{len(cells)} cells under {len(header)} columns; put quotes around texts with commas."
            )
        yield number, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def check_id(row: Row, seen: set[str]) -> None:
    """Each row has an id of its own.

    Raises:
        ValueError: it has none, or another row has it.
    """
    if not row.get("id"):
        raise ValueError("the id is empty; give each row one of its own")
    if row["id"] in seen:
        raise ValueError(f"the id {row['id']} is there twice; give each row one of its own")
    seen.add(row["id"])


def listed(row: Row, column: str) -> tuple[str, ...]:
    """A list within a cell."""
    return tuple(part for raw in row.get(column, "").split(";") if (part := raw.strip()))


def number(row: Row, column: str) -> int | None:
    """A whole number; None where nothing stands."""
    raw = row.get(column, "")
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        raise ValueError(f"{column} is '{raw[:40]}'; write a whole number, 0 or more")
    return int(raw)


def yes(row: Row, column: str, *, when_empty: bool) -> bool:
    """A yes or a no in any of our languages."""
    raw = row.get(column, "").casefold()
    if not raw:
        return when_empty
    if raw not in YES | NO:
        raise ValueError(f"{column} is '{raw[:40]}'; write yes or no")
    return raw in YES


def day(row: Row, column: str) -> date | None:
    """A calendar day."""
    raw = row.get(column, "")
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"{column} is '{raw[:40]}'; write a day as 2026-06-30") from None


def written(header: Cells, lines: Sequence[Sequence[object]]) -> str:
    """A CSV that a spreadsheet may open."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in line] for line in lines)
    return out.getvalue()


def _comma_separated(path: Path) -> Iterator[tuple[int, Cells]]:
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"{path} is not UTF-8: save it as CSV UTF-8 and try again.") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    csv.field_size_limit(LARGEST_CELL)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise FileRefused(f"{path}, line {reader.line_num}: not readable as CSV ({error}).") from error


def _workbook(path: Path) -> Iterator[tuple[int, Cells]]:
    """The first sheet of a workbook."""
    import tablib

    content = _bytes(path)
    try:
        sheet = tablib.Dataset().load(content, format="xlsx", headers=False)
    except Exception as error:  # the library raises whatever its parsers stumble over
        raise FileRefused(f"{path} cannot be read as XLSX: save it again, or as CSV UTF-8.") from error
    for number_, cells in enumerate(sheet, 1):
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:  # a sheet is as wide as its widest row ever was
            texts.pop()
        yield number_, texts


def _text(cell: Any) -> str:
    """A cell as somebody would have typed it into a CSV."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
    return str(cell).strip()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(f"Cannot read {path} ({error.strerror}): check the name.") from error


def _check_header(path: Path, header: list[str], columns: Columns) -> None:
    unknown = [name or "(no name)" for name in header if name not in columns.needed | columns.optional]
    if unknown:
        raise FileRefused(f"{path}: unknown column {', '.join(unknown)}; rename or remove it ({columns.known}).")
    missing = sorted(columns.needed - set(header))
    if missing:
        raise FileRefused(f"{path}: column {', '.join(missing)} is missing; add it to the header ({columns.known}).")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise FileRefused(f"{path}: column {', '.join(twice)} is there twice; keep one.")
