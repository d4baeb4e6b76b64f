"""Members from a list, brought in beside the running bot, take their place with the link from their invitation."""

import csv
from functools import partial
from pathlib import Path

from tests.process.command import tertulia, until
from tests.process.conftest import Start
from tests.process.far import Far, telegram

LIST = "id,name,offers\na1,Ann Lind,logos; catalogue design\n"
LINK = "https://t.me/tertulia_bot?start="


async def test_a_link_from_a_list_makes_its_bearer_that_member(running: Start, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(LIST, "utf-8")
    async with telegram() as (platform, settings):
        bot = running(**settings, ADMISSION="approval")
        await bot.start()
        done = await tertulia(tmp_path, "import", "members", "m.csv", "--invites", "inv.csv", **bot.settings)
        assert (done.code, done.err) == (0, "")
        (row,) = csv.DictReader((tmp_path / "inv.csv").read_text("utf-8-sig").splitlines())
        assert row["link"].startswith(LINK)
        assert (tmp_path / row["qr"]).stat().st_size > 500
        ann = Far("Anna", platform)
        await ann.says(f"/start {row['link'].removeprefix(LINK)}")
        await ann.comes_to_see("Your community has kept a place for you", "[Take my place]")
        await ann.taps("Take my place")
        await ann.comes_to_see("Welcome, Ann Lind")
        await ann.says("/profile")
        await ann.comes_to_see("logos · catalogue design")
        assert bot.rows("SELECT count(*) FROM member") == [(1,)], "the newcomer and the imported one are one person"


async def test_an_erased_person_gets_nothing_more_from_the_running_bot(running: Start, tmp_path: Path) -> None:
    async with telegram() as (platform, settings):
        bot = running(**settings)
        await bot.start()
        ann = Far("Ann", platform)
        await ann.says("/start")
        await ann.comes_to_see("Hello Ann")
        await bot.quiet()
        done = await tertulia(tmp_path, "erase", "Ann", stdin="Ann\n", **bot.settings)
        assert done.code == 0, done.err
        assert "Erased member" in done.out
        assert bot.rows("SELECT count(*) FROM member") == [(0,)]
        assert bot.rows("SELECT count(*) FROM outbox WHERE member_id IS NOT NULL") == [(0,)]
        await ann.says("/start")
        await until(partial(_greeted_twice, ann), "who was erased may come again as somebody new")


def _greeted_twice(ann: Far) -> bool:
    return ann.has("Hello Ann") == 2
