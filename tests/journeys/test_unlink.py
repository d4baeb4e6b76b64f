"""Journeys of parting: an account gets back what was its own."""

from functools import partial
from pathlib import Path

from storage import people
from tests.journeys.test_link import code_on, of
from tests.journeys.world import World, opened


async def test_nothing_linked_teaches_how(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("unlink")
    ann.sees("No account is linked", "[link]")


async def test_unlink_gives_the_account_back_what_was_its_own(tmp_path: Path) -> None:
    async with opened(tmp_path, "telegram", "slack") as world:
        phone, desk = await world.member("Ann", "telegram"), await world.member("Ann at work", "slack")
        await desk.says("need 3h web designer for a furniture catalogue")
        await desk.taps("Yes, look for someone")
        await phone.says("link")
        await desk.says(f"link {code_on(phone)}")
        await desk.taps("Yes, that is me")
        await phone.taps("Yes, that is me")
        await desk.says("unlink")
        desk.sees("Which account", "Slack · Ann at work: part")
        await desk.taps("Slack · Ann at work: part")
        desk.sees("two people again")
        phone.sees("two people again")
        assert of(world, "Ann at work")
        await desk.says("need")
        desk.sees("furniture catalogue")
        await phone.says("need")
        assert "furniture catalogue" not in phone.screen()
        await phone.says("cancel")
        await phone.says("unlink")
        phone.sees("No account is linked")
        assert len(world.db.read_now(partial(people.accounts, member_id=1))) == 1
