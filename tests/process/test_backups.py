"""Backups of a bot at work: taken under load, cut off by a power cut, restored while it runs and while it does not."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.process.command import Running, tertulia, until
from tests.process.conftest import Start
from tests.process.far import Far, telegram

SATURDAY, MONDAY, LATER = "2026-11-21T12:00:00+01:00", "2026-11-23T09:00:30+01:00", "2026-11-23T11:00:00+01:00"
DIGESTS = "SELECT state FROM outbox WHERE purpose = 'digest'"


@asynccontextmanager
async def village(running: Start, folder: Path) -> AsyncIterator[tuple[Running, Far, Far, Path]]:
    """Ann, who designs catalogues and has not published it, and Kostas, who needs one, on a Saturday."""
    clock = folder / "clock"
    clock.write_text(SATURDAY, "utf-8")
    async with telegram() as (platform, settings):
        bot = running(**settings, TEST="1", CLOCK_FILE=str(clock), TIMEZONE="Europe/Madrid")
        await bot.start()
        ann, kostas = Far("Ann", platform), Far("Kostas", platform)
        for one in (ann, kostas):
            await one.says("/start")
            await one.comes_to_see(f"Hello {one.name}")
        await ann.says("/profile offers catalogue design")
        await ann.comes_to_see("catalogue design")
        await kostas.says("/need a designer for a furniture catalogue")
        await kostas.comes_to_see("Is this what you need?")
        await kostas.taps("Yes, look for someone")
        await until(lambda: bot.rows("SELECT state FROM need") == [("open",)], "the need does not open")
        await bot.quiet(SATURDAY)
        yield bot, ann, kostas, clock


async def test_what_left_after_the_backup_does_not_leave_again(running: Start, tmp_path: Path) -> None:
    async with village(running, tmp_path) as (bot, ann, kostas, clock):
        made = await tertulia(tmp_path, "backup", "file", "--json", **bot.settings)
        assert (made.code, made.err) == (0, "")
        assert json.loads(made.out)["running"] is True
        clock.write_text(MONDAY, "utf-8")
        await ann.comes_to_see("Your week, Ann")
        await bot.quiet(MONDAY)
        refused = await tertulia(tmp_path, "restore", "file", "--replace", **bot.settings)
        assert refused.code == 1
        assert "stop it first" in refused.sentence
        assert bot.rows(DIGESTS) == [("sent",)], "nothing was touched"
        clock.write_text(LATER, "utf-8")
        await bot.kill()
        full = await tertulia(tmp_path, "restore", "file", **bot.settings)
        assert "--replace" in full.sentence
        moved = await tertulia(tmp_path, "restore", "file", "--replace", "--moved", **bot.settings)
        assert "leave --moved out" in moved.sentence
        done = await tertulia(tmp_path, "restore", "file", "--replace", "--json", **bot.settings)
        assert (done.code, done.err) == (0, "")
        assert bot.rows(DIGESTS) == []
        await bot.start()
        await until(lambda: bot.rows(DIGESTS) == [("uncertain",)], lambda: f"{bot.rows(DIGESTS)} {bot.said()[-3000:]}")
        await ann.says("/settings")
        await ann.comes_to_see("Madrid")
        await bot.quiet(LATER)
        assert ann.has("Your week, Ann") == 1
        doubts = await tertulia(tmp_path, "outbox", "list", **bot.settings)
        assert "Your week, Ann" in doubts.out
        clock.write_text("2026-11-30T09:00:30+01:00", "utf-8")
        await bot.quiet("2026-11-30T09:00:30+01:00")
        assert ann.has("Your week, Ann") == 1, "its line was told"
        assert kostas.has("Your week") == 0


async def test_a_restore_brings_nobody_back_who_was_forgotten(running: Start, tmp_path: Path) -> None:
    async with village(running, tmp_path) as (bot, ann, *_):
        assert (await tertulia(tmp_path, "backup", "file", **bot.settings)).code == 0
        await ann.says("/forget")
        await ann.comes_to_see("Shall I forget you?")
        await ann.taps("Forget me")
        await ann.comes_to_see("You are forgotten")
        journal = tmp_path / "erasures"
        await until(journal.exists, "the erasure is not written down")
        await bot.kill()
        for name in ("tertulia.db", "tertulia.db-wal", "tertulia.db-shm"):
            (tmp_path / name).unlink(missing_ok=True)
        done = await tertulia(tmp_path, "restore", "file", "--json", **bot.settings)
        assert json.loads(done.out)["erased_again"] == 1
        assert bot.rows("SELECT name FROM member") == [("Kostas",)]
        assert b"catalogue design" not in (tmp_path / "tertulia.db").read_bytes()
        await bot.start()
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        assert (await tertulia(tmp_path, "backup", "file", **bot.settings)).code == 0
        await bot.kill()
        again = await tertulia(tmp_path, "restore", "file", "--replace", "--json", **bot.settings)
        assert json.loads(again.out)["erased_again"] == 0, "who came back is somebody new"
        assert bot.rows("SELECT count(*) FROM member") == [(2,)]


@pytest.mark.parametrize("point", ["backup.inside", "backup.inside:9"])
async def test_a_backup_that_is_killed_leaves_no_half_file_and_no_lock(
    point: str, running: Start, tmp_path: Path
) -> None:
    async with village(running, tmp_path) as (bot, ann, *_):
        folder = tmp_path / "backups"
        folder.mkdir()
        killed = await tertulia(tmp_path, "backup", "backups/file", **bot.settings, FAILPOINT=point)
        assert killed.code == 137
        assert not (folder / "file").exists()
        await ann.says("/settings")
        await ann.comes_to_see("Madrid")
        made = await tertulia(tmp_path, "backup", "backups/file", **bot.settings)
        assert made.code == 0
        assert [path.name for path in folder.iterdir()] == ["file"]


async def test_people_are_answered_while_backups_are_made(running: Start, tmp_path: Path) -> None:
    async with village(running, tmp_path) as (bot, ann, kostas, *_):

        async def writes(who: Far) -> None:
            for number in range(12):
                await who.says(f"/find somebody for thing {number}")
            await until(lambda: who.has("Nobody has published a profile") == 12, who.screen)

        async def backs_up() -> None:
            for number in range(4):
                made = await tertulia(tmp_path, "backup", f"file{number}", **bot.settings)
                assert (made.code, made.err) == (0, "")

        await asyncio.gather(writes(ann), writes(kostas), backs_up())
        await bot.quiet(SATURDAY)
        for number in range(4):
            elsewhere = bot.settings | {"DATABASE_URL": f"sqlite:///{tmp_path}/other{number}.db"}
            done = await tertulia(tmp_path, "restore", f"file{number}", **elsewhere)
            assert (done.code, done.err) == (0, "")


async def test_the_bot_makes_backups_by_itself_and_the_doctor_sees_them(running: Start, tmp_path: Path) -> None:
    async with telegram() as (_, settings):
        bot = running(**settings, BACKUP_DIR=str(tmp_path / "backups"))
        before = await tertulia(tmp_path, "check", **bot.settings)
        assert "none yet" in before.out
        await bot.start()
        await until(lambda: "a backup was made" in bot.said(), bot.said)
        (file,) = (tmp_path / "backups").glob("tertulia-*.backup")
        after = await tertulia(tmp_path, "check", **bot.settings)
        assert "0 h old" in after.out
        elsewhere = bot.settings | {"DATABASE_URL": f"sqlite:///{tmp_path}/other.db"}
        assert (await tertulia(tmp_path, "restore", str(file), **elsewhere)).code == 0
        assert "backups" in (await tertulia(tmp_path, "check", "--json", **elsewhere)).out
