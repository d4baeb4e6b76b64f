"""What a demo leaves for the next one: its clock and both emulated platforms, beside the database."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from domain.errors import Misconfigured

Json = dict[str, Any]

VERSION = 1
STATE, DATABASE = "platforms.json", "tertulia.db"


@dataclass(frozen=True)
class Kept:
    """A demo at its end: how many people, how many seconds its clock was ahead, and what the platforms remember."""

    members: int
    ahead: float
    telegram: Json
    slack: Json
    version: int = VERSION


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder; the lock ends with the process, however it ends.

    Raises:
        Misconfigured: another demo holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Misconfigured(f"A demo is running in {folder} already: stop it, or use its page.") from error
        yield


def read(folder: Path) -> Kept | None:
    """What the last demo left; None where there was none, where it was cut off, or where it was another release's."""
    try:
        found = Kept(**json.loads((folder / STATE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.version == VERSION and (folder / DATABASE).exists() else None


def forget(folder: Path) -> bool:
    """Empty the folder; whether there was anything to forget."""
    there = (folder / DATABASE).exists()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return there


def take(folder: Path) -> None:
    """From now on the platforms move on without the file: should this demo be cut off, it is worth nothing.

    The numbers of updates and messages would begin again, and the database would take new ones for old ones.
    """
    (folder / STATE).unlink(missing_ok=True)


def write(folder: Path, kept: Kept) -> None:
    """Leave it for the next demo, whole or not at all."""
    draft = folder / f"{STATE}.new"
    draft.write_text(json.dumps(asdict(kept)), "utf-8")
    draft.replace(folder / STATE)
