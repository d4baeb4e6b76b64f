"""Journeys of the settings: each by a button or typed, shown back on the card."""

from storage import people
from tests.journeys.world import World


def ann_now(world: World) -> people.Member:
    db = world.desk().db
    return people.members(db, people.communities(db)[0].id)[0]


async def test_the_language_is_a_button_or_a_word(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("settings")
    ann.sees("Your settings", "English", "Europe/Madrid, now 13:00", "20:00 to 8:00")
    await ann.taps("Language")
    await ann.taps("Hrvatski")
    ann.sees("Hrvatski")
    assert ann_now(world).language == "hr"
    await ann.says("settings language español")
    ann.sees("Español")
    assert ann_now(world).language == "es"
    await ann.says("settings language Klingon")
    assert ann_now(world).language == "es"


async def test_clock_and_quiet_hours(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("settings")
    await ann.taps("Clock")
    await ann.fills(zone="Thessaloniki")
    ann.sees("Europe/Athens, now 14:00")
    await ann.says("settings zone Atlantis")
    ann.sees("I do not know the clock of “Atlantis”")
    await ann.says("settings")
    await ann.taps("Quiet hours")
    await ann.taps("22-7")
    ann.sees("22:00 to 7:00")
    await ann.taps("Quiet hours")
    await ann.taps("Another")
    await ann.fills(quiet="23:00 to 6:00")
    ann.sees("23:00 to 6:00")
    await ann.says("settings quiet off")
    ann.sees("Quiet hours: none")
    me = ann_now(world)
    assert (me.zone, me.quiet_from, me.quiet_until) == ("Europe/Athens", 0, 0)


async def test_digest_and_budget(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("settings")
    await ann.taps("More")
    await ann.taps("No digest")
    ann.sees("Digest: off", "[Digest weekly]")
    await ann.taps("Messages a week")
    await ann.taps("10")
    ann.sees("at most 10 messages a week")
    await ann.says("settings budget 1")
    ann.sees("at most 1 message a week")
    await ann.says("settings budget lots")
    ann.sees("a number of messages a week from 0 to 50")
    await ann.says("settings digest")
    ann.sees("[Digest weekly]")
    await ann.taps("Back")
    ann.sees("[Language]")
    assert (ann_now(world).digest, ann_now(world).budget) == ("off", 1)


async def test_an_unknown_setting_leads_to_the_card(world: World) -> None:
    ann = await world.member("Ann")
    await ann.says("settings colour red")
    ann.sees("There is no setting “colour”", "[settings]")
