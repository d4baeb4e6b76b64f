"""The folder of nightly backups: which is the newest good one, and which go; files of others are left alone."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain import backups as rules
from storage.backups import archive, journal
from storage.backups.archive import Header, NoBackup


@dataclass(frozen=True)
class Shelf:
    """Where nightly backups lie, and how many stay.

    Args:
        folder: made at the first backup, readable by this user only.
        keep: the newest that stay.
    """

    folder: Path
    keep: int

    @property
    def journal(self) -> Path:
        """The copy of the journal of erasures that lies with the backups."""
        return self.folder / journal.NAME

    def path(self, made: datetime) -> Path:
        """The file of a backup of that moment."""
        return self.folder / rules.name(made)

    def ready(self) -> None:
        """Make the folder where it is missing.

        Raises:
            OSError: it cannot be made.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def newest(self) -> Header | None:
        """The newest backup whose header is whole; each was read to its end before it got its name."""
        for file in sorted(self._files(), reverse=True):
            try:
                with archive.opened(self.folder / file) as found:
                    return found.header
            except (NoBackup, OSError):
                continue
        return None

    def tidy(self) -> list[str]:
        """Remove the surplus; returns the names of what went.

        Raises:
            OSError: a file cannot be removed.
        """
        gone = rules.surplus([file for file in self._files() if archive.is_ours(self.folder / file)], self.keep)
        for file in gone:
            (self.folder / file).unlink(missing_ok=True)
        return gone

    def _files(self) -> list[str]:
        try:
            return [path.name for path in self.folder.iterdir() if rules.made_at(path.name) and path.is_file()]
        except FileNotFoundError:
            return []


@dataclass(frozen=True)
class State:
    """How the backups stand, for the doctor, the health page and the metrics."""

    set_up: bool
    newest: datetime | None = None
    age: float | None = None
    """Seconds since the newest good one; None where there is none."""
    old: bool = False
    """Two nights went by without one."""


def state(shelf: Shelf | None, now: datetime) -> State:
    """How the backups stand at that moment.

    Raises:
        OSError: the folder cannot be read.
    """
    if shelf is None:
        return State(set_up=False)
    found = shelf.newest()
    if found is None:
        return State(set_up=True, old=True)
    age = (now - found.made).total_seconds()
    return State(set_up=True, newest=found.made, age=age, old=rules.is_old(found.made, now))
