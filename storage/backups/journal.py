"""The journal of erasures: hashes in a file outside the database, so that no backup brings back an erased person."""

import os
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect

from storage import privacy

NAME = "erasures"
"""The file's name, beside the data and in the folder of the backups."""
LINE = re.compile(r"^([0-9a-f]{64,128}) (\S+)$")
Erased = Mapping[str, datetime]
"""When whom, by fingerprint."""


def read(path: Path) -> dict[str, datetime]:
    """What a journal says; a line that a power cut tore is left out, the next writing repeats it."""
    try:
        lines = path.read_text("ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return {}
    found: dict[str, datetime] = {}
    for line in lines:
        if (parts := LINE.match(line)) and (at := _moment(parts[2])):
            found[parts[1]] = max(at, found.get(parts[1], at))
    return found


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def together(*many: Erased) -> dict[str, datetime]:
    """All of them; of two moments the later one counts."""
    found: dict[str, datetime] = {}
    for one in many:
        for mark, at in one.items():
            found[mark] = max(at, found.get(mark, at))
    return found


def of_database(db: Connection) -> dict[str, datetime]:
    """What the database itself remembers."""
    return privacy.erasures(db) if inspect(db).has_table(privacy.erasure.name) else {}


def keep(erased: Erased, paths: Iterable[Path]) -> int:
    """Write into each journal what it does not say yet, and onto the disk; returns how many lines were new.

    Raises:
        OSError: one of them cannot be written.
    """
    return sum(_kept(erased, path) for path in paths)


def _kept(erased: Erased, path: Path) -> int:
    known = read(path)
    new = {mark: at for mark, at in erased.items() if mark not in known or known[mark] < at}
    if not new:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{mark} {at.isoformat()}\n" for mark, at in sorted(new.items(), key=lambda pair: pair[1]))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(b"\n" + lines.encode())  # the last line may be a torn one
        file.flush()
        os.fsync(file.fileno())
    return len(new)
