"""A message as a person sees it."""

from dataclasses import dataclass
from typing import Any

from emulators.slack.state import File, Json, Message, World
from emulators.slack.words import Button, buttons, plain, unmarked


@dataclass(frozen=True)
class Shown:
    """The current version of one message; `plain` is what can be read, from the blocks where there are any."""

    ts: str
    channel: str
    author: str
    text: str
    plain: str
    blocks: list[Json]
    buttons: tuple[Button, ...]
    from_bot: bool
    edited: bool
    ephemeral: bool
    metadata: Json | None
    files: tuple[File, ...]
    version: int

    def labels(self) -> list[str]:
        """The words on the buttons, in reading order."""
        return [button.label for button in self.buttons]

    def _beside(self) -> list[File]:
        """Files that stand below the message, not in it."""
        inside = {block["slack_file"].get("id") for block in self.blocks if block.get("slack_file")}
        return [file for file in self.files if file.id not in inside]

    def as_json(self) -> dict[str, Any]:
        """For the page that draws it."""
        return {
            "ts": self.ts,
            "channel": self.channel,
            "author": self.author,
            "text": self.text,
            "plain": self.plain,
            "blocks": self.blocks,
            "from_bot": self.from_bot,
            "edited": self.edited,
            "ephemeral": self.ephemeral,
            "files": [{"id": file.id, "name": file.name, "title": file.title} for file in self._beside()],
        }


def _in_blocks(world: World, message: Message) -> list[str]:
    """Files that blocks of it show."""
    named = [block["slack_file"].get("id", "") for block in message.blocks if block.get("slack_file")]
    return [file for file in named if file in world.files]


def shown(world: World, message: Message) -> Shown:
    """`edited` tells whether the app changed the message, also where Slack shows no sign of it."""
    return Shown(
        ts=message.ts,
        channel=message.channel,
        author=message.author,
        text=message.text,
        plain=plain(message.blocks) if message.blocks else unmarked(message.text),
        blocks=message.blocks,
        buttons=buttons(message.blocks),
        from_bot=message.from_bot,
        edited=message.version > 1,
        ephemeral=message.only_for is not None,
        metadata=message.metadata,
        files=tuple(world.files[file] for file in (*_in_blocks(world, message), *message.files)),
        version=message.version,
    )
