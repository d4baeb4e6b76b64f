"""A letter that takes several messages: each beyond the first waits for its turn in the pace."""

from bot.adapters.base import Turn
from bot.ui import File, Message
from tests.contract.platforms import Platform
from tests.contract.test_contract import parcel


def counted(turns: list[int]) -> Turn:
    async def turn() -> None:
        turns.append(len(turns))

    return turn


async def test_each_part_beyond_the_first_waits_for_its_turn(platform: Platform) -> None:
    turns: list[int] = []
    letter = Message("word " * 2 * (platform.adapter.limits.text // 5 + 7))
    await platform.adapter.send(parcel(platform, letter)._replace(turn=counted(turns)))
    seen = platform.sees()
    assert len(turns) == len(seen) - 1 >= 2


async def test_a_file_after_the_words_waits_for_its_turn(platform: Platform) -> None:
    turns: list[int] = []
    letter = Message("Here it is", files=(File("notes.txt", b"notes", "text/plain"),))
    await platform.adapter.send(parcel(platform, letter)._replace(turn=counted(turns)))
    assert len(turns) == 1


async def test_an_edit_of_a_card_that_is_gone_counts_as_a_message(platform: Platform) -> None:
    turns: list[int] = []
    receipt = await platform.adapter.send(parcel(platform, Message("A card")))
    await platform.adapter.send(parcel(platform, Message(""), "delete", receipt))
    await platform.adapter.send(parcel(platform, Message("Anew"), "edit", receipt)._replace(turn=counted(turns)))
    assert [one.text for one in platform.sees()] == ["Anew"]
    assert len(turns) == 1
