"""Posts in a Slack channel: as they were written, changed where they stand, and found again after a doubt."""

from typing import Any

import pytest

from bot.adapters.base import Address, Parcel, SendFailed
from bot.ui import File, Post
from domain.delivery import Outcome
from emulators.slack import Fault
from tests.contract.slack_side import ANN, SlackSide

PNG = File("chart.png", b"\x89PNG", "image/png")
SAID = "Nine people met: https://tertulia.coop/a?b=1 #cowork @ann <!channel> *co*"


def parcel(text: str, op: str = "send", target: str = "", key: str = "7", **post: Any) -> Parcel:
    return Parcel(op, Address("slack", ANN, "T1"), Post(text, **post), key, target)


async def test_a_post_reads_as_it_was_written_and_pings_nobody(slack: SlackSide) -> None:
    await slack.adapter.send(parcel(SAID))
    (seen,) = slack.sees()
    assert seen.text == SAID
    assert ("text_link", "https://tertulia.coop/a?b=1") in seen.styled
    assert "<!channel>" not in str(slack.asked("chat.postMessage")[-1]["text"])


async def test_a_warning_stands_first(slack: SlackSide) -> None:
    await slack.adapter.send(parcel("Pictures of cake", warning="Food"))
    (seen,) = slack.sees()
    assert (seen.text, seen.styled) == ("Food\n\nPictures of cake", (("bold", "Food"),))


async def test_it_is_changed_where_it_stands_and_taken_back(slack: SlackSide) -> None:
    receipt = await slack.adapter.send(parcel(SAID))
    assert await slack.adapter.send(parcel("Ten people met", "edit", receipt)) == receipt
    assert [seen.text for seen in slack.sees()] == ["Ten people met"]
    await slack.adapter.send(parcel("", "delete", receipt))
    assert slack.sees() == []


async def test_a_picture_comes_with_its_description(slack: SlackSide) -> None:
    await slack.adapter.send(parcel(SAID, image=PNG, alt="Nine people around a table"))
    assert slack.asked("files.getUploadURLExternal")[-1]["alt_txt"] == "Nine people around a table"


async def test_after_a_doubt_it_is_looked_for(slack: SlackSide) -> None:
    assert await slack.adapter.find(parcel(SAID), "") is None
    slack.fail(Fault.RESET_AFTER)
    with pytest.raises(SendFailed) as failed:
        await slack.adapter.send(parcel(SAID))
    assert failed.value.outcome is Outcome.UNCERTAIN
    shown = slack.world.sees(ANN)[-1]
    assert await slack.adapter.find(parcel(SAID), "") == f"{shown.channel}/{shown.ts}"
