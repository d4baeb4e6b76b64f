"""What cannot work is said in one sentence with what to do, by `run` and by `check`, and ends with exit code 1."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.process.command import Ended, tertulia
from tests.process.far import TOKEN, telegram

Settings = dict[str, str]
Wrong = Callable[[Path, AsyncExitStack], Awaitable[Settings]]


async def _token(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"TELEGRAM_TOKEN": "12345:a-token-that-nobody-knows"}


async def _unreachable(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"TELEGRAM_API": "http://127.0.0.1:9"}


async def _nothing_set(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"TELEGRAM_TOKEN": ""}


async def _weak_secret(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"TELEGRAM_WEBHOOK_SECRET": "guess-me"}


async def _port(folder: Path, stack: AsyncExitStack) -> Settings:
    taken = stack.enter_context(socket.socket())
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return {"PORT": str(taken.getsockname()[1])}


async def _folder(folder: Path, stack: AsyncExitStack) -> Settings:
    (folder / "a-file").write_text("not a folder", "utf-8")
    return {"DATABASE_URL": f"sqlite:///{folder}/a-file/tertulia.db"}


async def _file_is_a_folder(folder: Path, stack: AsyncExitStack) -> Settings:
    (folder / "a-folder").mkdir()
    return {"DATABASE_URL": f"sqlite:///{folder}/a-folder"}


async def _no_database(folder: Path, stack: AsyncExitStack) -> Settings:
    (folder / "notes.txt").write_text("Dear diary, this is no database.\n" * 100, "utf-8")
    return {"DATABASE_URL": f"sqlite:///{folder}/notes.txt"}


async def _newer(folder: Path, stack: AsyncExitStack) -> Settings:
    with closing(sqlite3.connect(folder / "newer.db")) as db:
        db.executescript("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('9999')")
    return {"DATABASE_URL": f"sqlite:///{folder}/newer.db"}


async def _locked(folder: Path, stack: AsyncExitStack) -> Settings:
    settings = {"DATABASE_URL": f"sqlite:///{folder}/locked.db"}
    assert (await tertulia(folder, "migrate", **settings)).code == 0
    db = stack.enter_context(closing(sqlite3.connect(folder / "locked.db", isolation_level=None)))
    db.execute("BEGIN IMMEDIATE")
    return settings


async def _postgres(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"DATABASE_URL": "postgresql+psycopg://ann:very-secret-word@127.0.0.1:9/tertulia"}


async def _no_address(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"DATABASE_URL": "data/tertulia.db"}


async def _other_database(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"DATABASE_URL": "mysql://ann@127.0.0.1/tertulia"}


async def _zone(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"TIMEZONE": "Atlantis"}


async def _slack_address(folder: Path, stack: AsyncExitStack) -> Settings:
    return {"SLACK_API": "slack.example"}


async def _clock_outside_a_test(folder: Path, stack: AsyncExitStack) -> Settings:
    (folder / "clock").write_text("2031-05-05T09:00:00+02:00", "utf-8")
    return {"CLOCK_FILE": str(folder / "clock")}


async def _clock_that_says_nothing(folder: Path, stack: AsyncExitStack) -> Settings:
    (folder / "clock").write_text("soon", "utf-8")
    return {"CLOCK_FILE": str(folder / "clock"), "TEST": "1"}


CASES: tuple[tuple[Wrong, str], ...] = (
    (_token, "token is refused; copy it again into TERTULIA_TELEGRAM_TOKEN"),
    (_nothing_set, "put TERTULIA_TELEGRAM_TOKEN or TERTULIA_SLACK_BOT_TOKEN into .env"),
    (_weak_secret, "TERTULIA_TELEGRAM_WEBHOOK_SECRET needs 16 to 256"),
    (_port, "choose another TERTULIA_PORT"),
    (_folder, "a-file"),
    (_file_is_a_folder, "check that its folder is there and may be written"),
    (_no_database, "names a file that is no SQLite database"),
    (_newer, "written by a newer release"),
    (_locked, "Another process keeps the database locked"),
    (_postgres, "start it, or check TERTULIA_DATABASE_URL"),
    (_no_address, "write sqlite:///"),
    (_other_database, "postgresql+psycopg://"),
    (_zone, "TERTULIA_TIMEZONE: is no time zone"),
    (_slack_address, "TERTULIA_SLACK_API: must begin with https://"),
    (_clock_outside_a_test, "set TERTULIA_TEST=1 or remove them"),
    (_clock_that_says_nothing, "holds no time such as"),
)


@asynccontextmanager
async def spoilt(wrong: Wrong, folder: Path) -> AsyncIterator[Settings]:
    """Settings that work but for one thing."""
    async with AsyncExitStack() as stack:
        _, right = await stack.enter_async_context(telegram(polling=True))
        right |= {"DATABASE_URL": f"sqlite:///{folder}/tertulia.db", "PORT": "0"}
        yield right | await wrong(folder, stack)


@pytest.mark.parametrize(("wrong", "sentence"), [pytest.param(*case, id=case[0].__name__[1:]) for case in CASES])
async def test_one_sentence_says_what_to_do(wrong: Wrong, sentence: str, tmp_path: Path) -> None:
    async with spoilt(wrong, tmp_path) as settings:
        run, check = await asyncio.gather(
            tertulia(tmp_path, "run", **settings), tertulia(tmp_path, "check", **settings)
        )
    assert sentence in run.err.splitlines()[-1], run.err
    assert sentence in check.out, check.out + check.err
    for ended in (run, check):
        assert_plain(ended)


async def test_check_says_which_platform_cannot_be_reached(tmp_path: Path) -> None:
    """`run` goes on all the same, and tries again until it answers."""
    async with spoilt(_unreachable, tmp_path) as settings:
        ended = await tertulia(tmp_path, "check", **settings)
    assert "cannot be reached" in ended.out
    assert_plain(ended)


def assert_plain(ended: Ended) -> None:
    """It failed in words, without a traceback and without a secret."""
    everything = ended.out + ended.err
    assert ended.code == 1, everything
    assert "Traceback" not in everything, everything
    assert "INFO" not in everything
    assert "very-secret-word" not in everything
    assert TOKEN not in everything


async def test_check_is_content_with_what_works(tmp_path: Path) -> None:
    async with telegram(polling=True) as (_, settings):
        ended = await tertulia(tmp_path, "check", PORT="0", DATABASE_URL=f"sqlite:///{tmp_path}/t.db", **settings)
    assert (ended.code, ended.err) == (0, "")
    assert "we are @tertulia_bot" in ended.out
    assert TOKEN not in ended.out
