"""The command line as an operator meets it: words in, an exit code and two streams out, on a database of its own."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from bot.cli.main import main
from storage.db import Database


@dataclass(frozen=True)
class Ended:
    """A command that is over."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line that says why it failed."""
        (line,) = self.err.strip().splitlines()
        return line


Tertulia = Callable[..., Ended]


@pytest.fixture
def tertulia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Tertulia]:
    """`tertulia("export", "1")` runs the command in this process, in an empty folder with a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERTULIA_DATABASE_URL", f"sqlite:///{tmp_path}/tertulia.db")
    root = logging.getLogger()
    before = root.level, root.handlers[:]

    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["tertulia", *words])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    yield run
    root.handlers[:] = before[1]
    root.setLevel(before[0])
    structlog.reset_defaults()


@pytest.fixture
def held(tertulia: Tertulia, tmp_path: Path) -> Iterator[Database]:
    """The commands' database, for what a test puts in and looks up."""
    assert tertulia("migrate").code == 0
    db = Database(f"sqlite:///{tmp_path}/tertulia.db")
    yield db
    db.close()
