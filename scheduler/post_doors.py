"""Which channels each community has: a row for every account that is set up, and one to rehearse on without any."""

from collections.abc import Mapping
from datetime import timedelta

from bot.context import Desk
from domain.post_kinds import ACCOUNT, ACCOUNTS, DRY, name_of
from domain.post_problems import Problem
from scheduler.works import Office, Works
from storage import people
from storage import post_channels as channels
from storage.post_channels import Channel

works = Works()
MEASURED = {"mastodon"}
"""Kinds whose instances have limits of their own."""


@works.every(timedelta(hours=1), "posts.channels")
async def look(office: Office, key: str) -> None:
    """A community that was founded since the start has its channel to rehearse on within the hour."""
    del key
    await office.run(stand)


def stand(desk: Desk) -> None:
    """Bring the rows in line with what is set up; what a community set for them stays as it is."""
    everyone = people.communities(desk.db)
    for community in everyone[:1]:  # the accounts are the deployment's, and so its first community's
        for kind in ACCOUNTS:
            if kind in desk.setting.channels:
                channels.ensure(desk.db, community.id, kind, name_of(kind), desk.now, chat=ACCOUNT)
    for community in everyone:
        for channel in channels.channels(desk.db, community.id):
            _follow(desk, channel)
        if not channels.channels(desk.db, community.id):
            t = desk.setting.catalogues[community.language]
            channels.ensure(desk.db, community.id, DRY, t("Dry run"), desk.now)


def measured(desk: Desk, most: Mapping[str, int]) -> None:
    """How long a post may be where each instance says its own; a channel that did not answer keeps what is known."""
    for kind in MEASURED & most.keys():
        for channel in channels.of_kind(desk.db, kind):
            if channel.most != most[kind]:
                channels.set_channel(desk.db, channel.id, most=most[kind])


def _follow(desk: Desk, channel: Channel) -> None:
    """Without its account a channel is closed; with it, it is open again, unless a person closed it."""
    if channel.kind not in ACCOUNTS or channel.chat != ACCOUNT:
        return
    there = channel.kind in desk.setting.channels
    if channel.enabled and not there:
        channels.set_channel(desk.db, channel.id, enabled=False, why=str(Problem.NO_ACCOUNT))
    elif there and not channel.enabled and channel.why == Problem.NO_ACCOUNT:
        channels.set_channel(desk.db, channel.id, enabled=True, why="")
