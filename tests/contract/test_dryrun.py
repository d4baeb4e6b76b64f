"""The channel that publishes nothing: takes every post, leaves no doubt, and refuses what is no post."""

import pytest

from bot.adapters.base import Address, Parcel, SendFailed
from bot.adapters.dryrun import DryRun
from bot.adapters.posting import Numbers
from bot.ui import Home, Message, Post
from domain.delivery import Outcome


def parcel(op: str = "send", target: str = "") -> Parcel:
    return Parcel(op, Address("dryrun", "here"), Post("Nine people met"), "7", target)


async def test_a_post_is_taken_changed_and_taken_back() -> None:
    channel = DryRun()
    receipt = await channel.send(parcel())
    assert receipt == await channel.find(parcel(), "") == "dry/7"
    assert [await channel.send(parcel(op, receipt)) for op in ("edit", "delete")] == [receipt, receipt]
    assert await channel.find(parcel("delete", receipt), "") == receipt
    assert await channel.numbers([receipt]) == {receipt: Numbers(0, 0, 0, 0)}
    assert await channel.whoami() == "a channel that publishes nothing"
    await channel.close()


async def test_only_what_can_be_public_is_taken() -> None:
    channel, here = DryRun(), Address("dryrun", "here")
    assert await channel.send(Parcel("send", here, Message("*Bold*"), "8")) == "dry/8"
    with pytest.raises(SendFailed) as failed:
        await channel.send(Parcel("send", here, Home(()), "9"))
    assert failed.value.outcome is Outcome.STOP
