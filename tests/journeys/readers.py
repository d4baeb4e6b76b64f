"""The public of a community: what readers see on four channels, and how a story gets there."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from mastodon_mock.config import DatabaseConfig, MastodonMockConfig
from mastodon_mock.testing import MockServer
from pydantic import SecretStr

from bot.adapters.base import Adapter
from bot.adapters.bluesky import Bluesky, BlueskySettings
from bot.adapters.mastodon import Mastodon, MastodonSettings
from domain.roles import Role
from emulators.bluesky import Bluesky as Server
from emulators.bluesky import bluesky_app
from emulators.serve import serving
from tests.journeys.people import Person
from tests.journeys.world import World, opened

STORY = "Kostas needed a catalogue and found Ann at the kitchen table: https://tertulia.coop/ann #cowork"
FOUR = ("mastodon", "telegram", "slack", "bluesky")


class Readers:
    """The public, on each channel."""

    def __init__(self, world: World, server: Server, client: Any) -> None:
        self.world, self.server, self.client = world, server, client
        self.me = client.account_verify_credentials().id
        self.before = {status.id for status in client.account_statuses(self.me)}
        self.telegram, self.slack = cast(Any, world.platforms["telegram"]), cast(Any, world.platforms["slack"])
        self.reader = self.telegram.id_of("A reader")
        self.group = self.telegram.emulator.group("News", [self.reader], "supergroup")
        self.telegram.emulator.adds_bot(self.group, self.reader, "administrator")
        self.room = self.slack.emulator.channel("news", [self.slack.id_of("A reader")])

    def read(self) -> dict[str, list[str]]:
        """What stands on each channel."""
        chat = self.telegram.emulator.chats[self.group]
        shown = self.slack.emulator.channel_sees(self.room, self.slack.id_of("A reader"))
        statuses = [one for one in self.client.account_statuses(self.me) if one.id not in self.before]
        return {
            "mastodon": [str(self.client.status_source(one.id).text) for one in statuses],
            "telegram": [m.text for m in chat.messages.values() if m.text and "Thank you for having me" not in m.text],
            "slack": [message.plain for message in shown if message.from_bot],
            "bluesky": [record.value["text"] for record in self.server.records.values()],
        }


@asynccontextmanager
async def everywhere(folder: Path) -> AsyncIterator[Readers]:
    """A world whose posts go to four networks, Bluesky the one that changes nothing afterwards."""
    server = Server("pilot.test", "app-pass-word", time.time)
    async with serving(bluesky_app(server)) as address:
        secret = SecretStr("app-pass-word")
        settings = BlueskySettings(bluesky_url=address, bluesky_handle="pilot.test", bluesky_password=secret)
        bluesky = Bluesky(settings, time.time)
        with MockServer(config=MastodonMockConfig(database=DatabaseConfig(path=":memory:"))) as instance:
            client: Any = instance.client()
            token = SecretStr(client.access_token)
            mastodon = Mastodon(MastodonSettings(mastodon_url=instance.base_url, mastodon_token=token), time.time)
            accounts: dict[str, Adapter] = {"mastodon": mastodon, "bluesky": bluesky}
            async with opened(folder, "telegram", "slack", channels=accounts) as world:
                yield Readers(world, server, client)
            client.session.close()


async def add(mara: Person, kind: str, address: str) -> None:
    """A channel of the community, by its manager."""
    await mara.says("post channels")
    await mara.taps("Add a channel")
    await mara.fills(kind=kind, address=address, name=f"News on {kind}")
    mara.sees("is a channel of yours now")


async def planned(readers: Readers, here: str) -> tuple[Person, Person, Person, Person]:
    """Ann's story about herself and Kostas, approved and planned for all four."""
    world = readers.world
    world.here = here
    mara, eleni = await world.manager("Mara"), await world.member("Eleni")
    await world.promote("Eleni", Role.EDITOR)
    ann, kostas = await world.member("Ann"), await world.member("Kostas")
    await add(mara, "telegram", str(readers.group))
    await add(mara, "slack", readers.room)
    await ann.says(f"post {STORY}")
    await ann.taps("Hand in")
    await eleni.taps("Ready for approval")
    await kostas.taps("Yes, post it")
    await mara.taps("Approve")
    await mara.taps("Next good time")
    return mara, eleni, ann, kostas


async def told(readers: Readers, here: str) -> tuple[Person, Person, Person, Person]:
    """The same, and everybody can read it."""
    people = await planned(readers, here)
    await readers.world.jump(hours=2)
    await readers.world.jump(seconds=5)
    assert readers.read() == {name: [STORY] for name in FOUR}
    return people
