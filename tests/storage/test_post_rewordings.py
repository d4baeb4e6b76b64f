"""Other words for what is out: one waits at a time, answers count by person, and an erasure takes them along."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from storage import people, post_consents, post_rewordings, post_variants, posts, privacy
from storage import post_channels as channels
from storage.db import Database
from storage.post_consents import Answer
from storage.post_rewordings import Stage, post_rewording, post_rewording_answer

NOW = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)


def house(db: Connection) -> tuple[int, int, int, int]:
    """A post that is out, its author, an editor and somebody who is named."""
    community = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOW)
    ann, eleni, kostas = (
        people.add_member(db, name, "en", "Europe/Madrid", community, NOW) for name in ("Ann", "Eleni", "Kostas")
    )
    post = posts.add(db, NOW, community_id=community, author_id=ann, text="Old", language="en", state="posted")
    assert post
    return post, ann, eleni, kostas


def test_only_the_last_one_waits_and_each_answer_counts_once(db: Database) -> None:
    def unit(on: Connection) -> None:
        post, _, eleni, kostas = house(on)
        first = post_rewordings.add(on, post, eleni, "New", NOW)
        second = post_rewordings.add(on, post, eleni, "Newer", NOW)
        found = [post_rewordings.get(on, one.id, lock=True) for one in (first, second)]
        assert [one and (one.text, one.state) for one in found] == [("New", Stage.DROPPED), ("Newer", Stage.OPEN)]
        for answer in (Answer.ASKED, Answer.YES):
            post_rewordings.note(on, second.id, kostas, answer, NOW)
        assert [(one.name, one.answer) for one in post_rewordings.asked(on, second.id)] == [("Kostas", "yes")]
        post_rewordings.approve(on, second.id, eleni)
        assert post_rewordings.left(on, post) is None
        post_rewordings.become(on, second.id, Stage.LEFT)
        left = post_rewordings.left(on, post)
        assert left
        assert (left.id, left.approver_id) == (second.id, eleni)

    db.run_now(unit)


def test_whoever_is_erased_takes_along_what_names_them_and_what_they_wanted(db: Database) -> None:
    def unit(on: Connection) -> None:
        post, ann, eleni, kostas = house(on)
        naming = post_rewordings.add(on, post, ann, "Kostas too", NOW)
        post_rewordings.note(on, naming.id, kostas, Answer.ASKED, NOW)
        told = privacy.everything(on, kostas)["post_rewording_answer"]
        assert [row["answer"] for row in told] == ["asked"]
        privacy.erase(on, kostas, NOW)
        assert post_rewordings.get(on, naming.id) is None
        post_rewordings.add(on, post, eleni, "Mine", NOW)
        assert [row["text"] for row in privacy.everything(on, eleni)["post_rewording"]] == ["Mine"]
        privacy.erase(on, eleni, NOW)
        post_rewordings.add(on, post, ann, "Last", NOW)
        post_consents.note(on, post, ann, Answer.YES, NOW)
        privacy.erase(on, ann, NOW)
        for table in (post_rewording, post_rewording_answer):
            assert on.execute(select(func.count()).select_from(table)).scalar() == 0

    db.run_now(unit)


def test_what_is_public_is_not_forgotten_with_a_tap(db: Database) -> None:
    def unit(on: Connection) -> None:
        post, *_ = house(on)
        channel = channels.ensure(on, 1, "x", "X", NOW)
        post_variants.choose(on, post, channel.id)
        post_variants.change(on, post, channel.id, receipts='["1"]')
        post_variants.choose(on, post, channel.id, on=False)
        (kept,) = post_variants.variants(on, post)
        assert kept.parts == ["1"]
        post_variants.change(on, post, channel.id, receipts="[]")
        post_variants.choose(on, post, channel.id, on=False)
        assert post_variants.variants(on, post) == []

    db.run_now(unit)
