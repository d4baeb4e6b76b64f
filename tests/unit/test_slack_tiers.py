"""Slack's tiers: a method is called as often as its tier allows, in each workspace for itself."""

import asyncio

from bot.adapters.slack import Slack
from bot.adapters.slack_tiers import OF_METHODS, Tiers
from emulators.slack.pace import TIER_CALLS
from emulators.slack.slack import METHODS
from tests.unit.virtual_time import Time


async def test_each_workspace_and_method_has_a_window_of_its_own() -> None:
    time = Time()
    tiers = Tiers(time, time.sleep)
    made: list[tuple[float, str, str]] = []

    async def call(method: str, workspace: str) -> None:
        await tiers.turn(method, workspace)
        made.append((time.now, method, workspace))

    async def all_of_it() -> None:
        calls = [(method, place) for method in ("users.info", "conversations.open") for place in ("T1", "T2")]
        await asyncio.gather(*(call(*one) for one in calls for _ in range(120)))
        await call("chat.postMessage", "T1")

    await time.run(all_of_it)
    assert time.now < 121
    for method in ("users.info", "conversations.open"):
        for workspace in ("T1", "T2"):
            moments = sorted(moment for moment, *whose in made if whose == [method, workspace])
            most = OF_METHODS[method]
            assert all(over - first >= 60 for first, over in zip(moments, moments[most:], strict=False))


def test_our_figures_are_those_of_the_platform() -> None:
    ours = dict(OF_METHODS)
    methods = {"edit": "chat.update", "change": "chat.update", "delete": "chat.delete"}
    methods |= {"open": "views.open", "home": "views.publish"}
    ours |= {methods[op]: most for op, most in Slack.limits.a_minute.items()}
    assert ours == {name: TIER_CALLS[METHODS[name].tier] for name in ours}
