"""Posts in the database: steps with their audit, what a month costs, who agreed to which words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from domain.delivery import State as Sent
from domain.posts import State, Step
from domain.roles import Role
from storage import audit, people, post_channels, post_consents, post_pictures, post_variants, posts, privacy
from storage.db import Database
from storage.post_consents import Answer
from storage.post_pictures import Picture

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def house(db: Connection) -> tuple[int, int, int]:
    """A community with two members."""
    community = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    ann, kostas = (people.add_member(db, name, "en", "Europe/Madrid", community, NOW) for name in ("Ann", "Kostas"))
    for member in (ann, kostas):
        people.set_membership(db, community, member, "in", NOW, Role.EDITOR)
    return community, ann, kostas


def drafted(db: Connection, community: int, author: int, text: str = "Nine chairs.", **values: Any) -> int:
    new = posts.add(db, NOW, community_id=community, author_id=author, text=text, language="en", **values)
    assert new
    return new


def taken(db: Connection, post_id: int, *steps: Step, **values: Any) -> None:
    for step in steps:
        one = posts.get(db, post_id, lock=True)
        assert one
        assert posts.step(db, one, step, NOW, actor=one.author_id, **values), step


def test_a_step_changes_the_state_once_and_says_so_in_the_audit(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, _ = house(connection)
        one = drafted(connection, community, ann)
        taken(connection, one, Step.SUBMIT, Step.APPROVE)
        approved = posts.get(connection, one)
        assert approved
        assert (approved.stands, approved.approved) == (State.APPROVED, NOW)
        assert posts.step(connection, approved, Step.SUBMIT, NOW, actor=ann) is None
        taken(connection, one, Step.SCHEDULE, due=NOW + DAY)
        assert posts.due(connection, NOW) == []
        assert posts.due(connection, NOW + DAY) == [one]
        taken(connection, one, Step.EDIT)
        edited = posts.get(connection, one)
        assert edited
        assert (edited.due, edited.approver_id) == (None, None)
        lines = [entry.what for entry in audit.latest(connection, community)]
        assert lines[::-1] == ["post.drafted", "post.submit", "post.approve", "post.schedule", "post.edit"]

    db.run_now(unit)


def test_an_automatic_draft_is_made_once(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, _ = house(connection)
        drafted(connection, community, ann, once="event:7")
        again = posts.add(
            connection, NOW, community_id=community, author_id=ann, text="B", language="en", once="event:7"
        )
        assert again is None

    db.run_now(unit)


def test_a_month_counts_what_is_charged_and_what_is_promised(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, _ = house(connection)
        channel = post_channels.ensure(connection, community, "x", "X", NOW)
        assert post_channels.ensure(connection, community, "x", "again", NOW) == channel
        ids = [drafted(connection, community, ann) for _ in range(3)]
        for one, price in zip(ids, (20, 300, 4000), strict=True):
            post_variants.choose(connection, one, channel.id)
            post_variants.change(connection, one, channel.id, price=price)
        for one in ids[1:]:
            taken(connection, one, Step.SUBMIT, Step.APPROVE)
        assert post_variants.spent(connection, channel.id, NOW, NOW + DAY) == 4300, "approved: promised this month"
        for one in ids[1:]:
            taken(connection, one, Step.SCHEDULE, due=NOW + DAY)
        assert post_variants.spent(connection, channel.id, NOW, NOW + 2 * DAY) == 4300
        assert post_variants.spent(connection, channel.id, NOW, NOW + 2 * DAY, but=ids[2]) == 300
        assert post_variants.spent(connection, channel.id, NOW, NOW + DAY) == 0
        assert len(post_variants.said(connection, channel.id, NOW, NOW + DAY)) == 2
        post_variants.change(connection, ids[1], channel.id, state=str(Sent.SENT), posted=NOW, price=250)
        assert post_variants.spent(connection, channel.id, NOW, NOW + 2 * DAY) == 4250
        post_variants.choose(connection, ids[1], channel.id, on=False)
        assert post_variants.variants(connection, ids[1]), "what is out stays"
        assert post_variants.stop(connection, ids[2]) == 1
        assert post_variants.spent(connection, channel.id, NOW, NOW + 2 * DAY) == 250

    db.run_now(unit)


def test_a_yes_is_to_one_text(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, kostas = house(connection)
        one = drafted(connection, community, ann)
        post_consents.note(connection, one, kostas, Answer.NAMED, NOW)
        assert [person.name for person in post_consents.missing(connection, one, "print")] == ["Kostas"]
        post_consents.note(connection, one, kostas, Answer.YES, NOW, "print")
        assert post_consents.missing(connection, one, "print") == []
        assert len(post_consents.missing(connection, one, "other")) == 1
        assert "post_consent" in privacy.everything(connection, kostas)
        privacy.erase(connection, kostas, NOW)
        assert post_consents.named(connection, one) == []

    db.run_now(unit)


def test_an_erased_person_is_named_by_no_post(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, kostas = house(connection)
        channel = post_channels.ensure(connection, community, "x", "X", NOW)
        story, own, others = (
            drafted(connection, community, ann, "Kostas sold nine chairs."),
            drafted(connection, community, kostas, "My draft."),
            drafted(connection, community, ann, "Nine chairs."),
        )
        post_consents.note(connection, story, kostas, Answer.YES, NOW, "print")
        post_variants.choose(connection, story, channel.id)
        taken(connection, story, Step.SUBMIT, Step.APPROVE)
        taken(connection, story, Step.SCHEDULE, due=NOW)
        privacy.erase(connection, kostas, NOW)
        found = [posts.get(connection, one) for one in (story, own, others)]
        assert [(one.state, one.text) for one in found if one] == [
            ("withdrawn", ""), ("withdrawn", ""), ("draft", "Nine chairs."),
        ]  # fmt: skip
        assert [variant.state for variant in post_variants.variants(connection, story)] == [str(Sent.CANCELLED)]

    db.run_now(unit)


def test_numbers_are_kept_as_far_as_a_channel_tells(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, _ = house(connection)
        channel = post_channels.ensure(connection, community, "x", "X", NOW)
        one = drafted(connection, community, ann)
        post_variants.choose(connection, one, channel.id)
        post_variants.keep_numbers(connection, one, channel.id, NOW, {"views": 9, "likes": 2, "replies": None})
        post_variants.keep_numbers(connection, one, channel.id, NOW, {"views": 12, "likes": None})
        assert post_variants.numbers(connection, one) == {channel.id: {"views": 12, "likes": 2}}

    db.run_now(unit)


def test_a_picture_stands_apart_and_editors_take_turns_in_their_order(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, kostas = house(connection)
        one = drafted(connection, community, ann)
        post_pictures.keep(connection, one, Picture("a.png", "image/png", "", b"\x89PNG"))
        post_pictures.describe(connection, one, "Nine chairs")
        assert post_pictures.get(connection, one) == Picture("a.png", "image/png", "Nine chairs", b"\x89PNG")
        assert post_pictures.sizes(connection, [one]) == {one: 4}
        post_pictures.drop(connection, one)
        assert post_pictures.get(connection, one) is None
        post_channels.keep_editors(connection, community, [kostas, ann])
        assert post_channels.editors(connection, community) == [kostas, ann]
        people.set_membership(connection, community, kostas, "in", NOW, Role.MEMBER)
        assert post_channels.editors(connection, community) == [ann]
        post_channels.keep_setting(connection, community, funder="Co-funded")
        post_channels.keep_setting(connection, community, currency="USD")
        kept = post_channels.setting(connection, community)
        assert (kept.funder, kept.currency, kept.quiet_from) == ("Co-funded", "USD", 20)

    db.run_now(unit)


def test_lists_and_calendar(db: Database) -> None:
    def unit(connection: Connection) -> None:
        community, ann, kostas = house(connection)
        first, second = drafted(connection, community, ann), drafted(connection, community, kostas)
        assert [one.id for one in posts.page(connection, community, 9)] == [second, first]
        assert [one.id for one in posts.page(connection, community, 9, author_id=ann)] == [first]
        taken(connection, first, Step.SUBMIT)
        assert [one.id for one in posts.in_state(connection, community, State.SUBMITTED)] == [first]
        taken(connection, first, Step.APPROVE)
        taken(connection, first, Step.SCHEDULE, due=NOW + DAY)
        assert [one.id for one in posts.planned(connection, community, NOW, NOW + 2 * DAY)] == [first]
        assert posts.planned(connection, community, NOW + 2 * DAY, NOW + 3 * DAY) == []
        one = posts.get(connection, first)
        assert one
        posts.become(connection, one, State.POSTED, NOW)
        posts.say(connection, first, kostas, "Well done.", NOW)
        assert [comment.text for comment in posts.comments(connection, first)] == ["Well done."]
        taken(connection, second, Step.WITHDRAW)
        assert [one.id for one in posts.page(connection, community, 9)] == [first]

    db.run_now(unit)
