"""The channel that publishes nothing: a post stays in the outbox, where it can be read as it would have gone out."""

from collections.abc import Mapping, Sequence

from bot.adapters.base import Limits, Parcel
from bot.adapters.posting import Numbers, post_of


class DryRun:
    """Takes every post and tells nobody.

    The sent row is the post: nothing is kept beside it, so nothing can be told twice, be lost, or be in doubt.
    """

    name = "dryrun"
    limits = Limits(text=4096, label=0, rows=0, buttons=False, in_flight=1, a_second=30.0, a_second_chat=30.0)

    async def send(self, parcel: Parcel) -> str:
        """Take a post, new words for one, or one back; returns its receipt."""
        if parcel.op == "delete":
            return parcel.target
        post_of(parcel)
        return parcel.target if parcel.op == "edit" else receipt_of(parcel.key)

    async def find(self, parcel: Parcel, after: str) -> str | None:
        """What stands in the outbox has arrived."""
        del after
        return parcel.target or receipt_of(parcel.key)

    async def numbers(self, receipts: Sequence[str]) -> Mapping[str, Numbers]:
        """Nobody sees it."""
        return {receipt: Numbers(0, 0, 0, 0) for receipt in receipts}

    async def whoami(self) -> str:
        """Nobody."""
        return "a channel that publishes nothing"

    async def close(self) -> None:
        """There is nothing to give back."""


def receipt_of(key: str) -> str:
    """The receipt of the row with that id."""
    return f"dry/{key}"
