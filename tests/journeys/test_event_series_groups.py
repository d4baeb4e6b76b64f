"""Journeys of a series in groups: one card with its next dates, edited as they pass and fill."""

from tests.journeys.test_event_views import Groups, groups

__all__ = ["groups"]


async def test_a_series_has_one_card_in_a_group_with_a_button_a_date(groups: Groups) -> None:
    world, mara = groups.world, groups.world.person("Mara")
    await mara.says("event every Friday 19:00 soup and stories, 2 places, Space A")
    await mara.taps("Publish")
    card = groups.in_group()[-1]
    assert card.startswith("soup and stories")
    assert "Every Friday" in card
    assert [day in card for day in ("Fri 20 Nov, 19:00", "Fri 27 Nov, 19:00", "Fri 4 Dec, 19:00")] == [True] * 3
    before = len(groups.in_group())
    await groups.taps_in_group("Ann", "Fri 27 Nov: going")
    ann = world.person("Ann")
    ann.sees("soup and stories", "Friday 27 November", "You are going")
    await world.jump(seconds=4)
    assert "1 of 2 seats taken" in groups.in_group()[-1]
    assert len(groups.in_group()) == before, "edited, not sent again"
    await world.jump(days=4)
    await world.jump(seconds=4)
    later = groups.in_group()[-1]
    assert "Fri 20 Nov" not in later
    assert "Fri 11 Dec, 19:00" in later


async def test_a_series_is_put_up_where_that_is_asked_for(groups: Groups) -> None:
    world, slack = groups.world, groups.slack
    await world.person("Mara").says("event every Friday 19:00 soup and stories, Space A")
    await world.person("Mara").taps("Publish")
    sol = slack.id_of("Sol")
    await slack.emulator.mentions(sol, groups.channel, "event 1 all here")
    await world.bot.settle()
    assert any("does not repeat" in seen for seen in (*groups.in_channel(), world.person("Sol", on="slack").screen()))
    await slack.emulator.mentions(sol, groups.channel, "event 2 all here")
    await world.bot.settle()
    assert "Every Friday" in groups.in_channel()[-1]
