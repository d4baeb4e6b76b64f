"""The running bot's model: read aside where there is much, kept over a restart, and forgotten with who is gone."""

import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection

from bot.context import Setting
from bot.i18n import Catalogues
from domain.learning import BEGINS
from matching import encoder
from matching.encoder import Vectors as Numbers
from scheduler import match_finding as finding
from scheduler import match_vectors as vectors
from scheduler.match_finding import Found
from scheduler.works import Office
from storage import learning, matches, needs, people, profile
from storage.db import Database
from storage.matches import Candidate
from storage.vectors import Vectors
from tests.journeys.world import NOON


class Letters:
    """A model of a hundred lines less: how often each letter stands in a text."""

    name = "letters"
    read: int = 0

    def encode(self, texts: Sequence[str]) -> Numbers:
        type(self).read += len(texts)
        found = np.array([[1 + one.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for one in texts], float)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.fixture
def setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    """A process that has just begun, with a small model."""
    monkeypatch.setattr(encoder.choose, "__defaults__", ({"letters": Letters},))
    for kept in (vectors._tier, vectors._kept, vectors._read_before):
        kept.cache_clear()
    Letters.read = 0
    yield Setting(Catalogues(), lambda: NOON, tier="auto", vectors=tmp_path / "vectors.db")
    for kept in (vectors._tier, vectors._kept, vectors._read_before):
        kept.cache_clear()


def village(db: Connection, helpers: int = 40) -> int:
    """Many who offer something, and one who needs a designer; returns the need."""
    home = people.add_community(db, "Àgora", "open", "en", "Europe/Madrid", NOON)
    for at in range(helpers):
        who = people.add_member(db, f"P{at}", "en", "Europe/Madrid", home, NOON)
        people.set_membership(db, home, who, "in", NOON)
        profile.change(db, who, NOON, offers=(f"catalogue design {at}", f"logos {at}"), published=True)
    ann = people.add_member(db, "Ann", "en", "Europe/Madrid", home, NOON)
    people.set_membership(db, home, ann, "in", NOON)
    return needs.add(db, NOON, community_id=home, member_id=ann, side="need", state="open", text="a designer")


def looked(db: Database, setting: Setting, need: int) -> Found:
    reading = db.read_now(partial(finding.read, need_id=need, now=NOON))
    assert reading is not None
    return finding.compare(reading, vectors.tier(setting))


async def test_with_much_to_read_the_first_answer_comes_without_the_model(sqlite: Database, setting: Setting) -> None:
    need = sqlite.run_now(village)
    first = looked(sqlite, setting, need)
    assert first.unread
    assert {one.tier for one in first.candidates} == {"plain"}
    await vectors.fill(Office(sqlite, setting, lambda: None), "")
    second = looked(sqlite, setting, need)
    assert not second.unread
    assert {one.tier for one in second.candidates} == {"encoder"}


async def test_a_restart_reads_nothing_again(sqlite: Database, setting: Setting) -> None:
    need = sqlite.run_now(village)
    office = Office(sqlite, setting, lambda: None)
    await vectors.fill(office, "")
    looked(sqlite, setting, need)
    for kept in (vectors._tier, vectors._kept, vectors._read_before):
        kept.cache_clear()
    Letters.read = 0
    vectors.tier(setting)
    trial = Letters.read
    looked(sqlite, setting, need)
    await vectors.fill(office, "")
    assert Letters.read == trial


async def test_what_nobody_says_any_more_leaves_the_file(sqlite: Database, setting: Setting) -> None:
    sqlite.run_now(village)
    office = Office(sqlite, setting, lambda: None)
    await vectors.fill(office, "")
    assert setting.vectors is not None
    before = len(Vectors(setting.vectors))
    sqlite.run_now(lambda db: profile.change(db, 1, NOON, published=False))
    await vectors.sweep(office, "1")
    assert len(Vectors(setting.vectors)) == before - 3, "two offers and the two together"


async def test_without_a_model_nothing_is_written(sqlite: Database, tmp_path: Path) -> None:
    plain = Setting(Catalogues(), lambda: NOON, vectors=tmp_path / "vectors.db")
    need = sqlite.run_now(village)
    assert not looked(sqlite, plain, need).unread
    await vectors.sweep(Office(sqlite, plain, lambda: None), "1")
    assert not (tmp_path / "vectors.db").exists()


def test_lots_decide_only_where_there_is_something_to_learn_from(sqlite: Database, setting: Setting) -> None:
    need = sqlite.run_now(village)
    reading = sqlite.read_now(partial(finding.read, need_id=need, now=NOON))
    assert reading is not None
    assert not reading.draws
    found = finding.compare(reading)
    assert finding.in_line(reading, found, random.Random(1)) == list(found.candidates)

    def taught(db: Connection) -> None:
        for at in range(BEGINS):
            other = needs.add(db, NOON, community_id=1, member_id=41, side="need", state="matched", text="a logo")
            kept = matches.keep(db, other, 41, Candidate(1 + at % 40, 1, 0.5, [], []), NOON)
            matches.change(db, kept, state="not_for_me", why_not="skill", answered=NOON)

    sqlite.run_now(taught)
    draws = sqlite.read_now(partial(finding.read, need_id=need, now=NOON))
    assert draws is not None
    assert draws.draws
    lines = [finding.in_line(draws, found, random.Random(seed)) for seed in range(60)]
    assert {one[0].helper_id for one in lines} > {found.candidates[0].helper_id}
    assert all([one.rank for one in line] == list(range(1, len(line) + 1)) for line in lines)
    assert any(line[0].drawn for line in lines)
    assert lines == [finding.in_line(draws, found, random.Random(seed)) for seed in range(60)]


def test_a_communitys_weights_are_its_own(sqlite: Database, setting: Setting) -> None:
    need = sqlite.run_now(village)
    before = looked(sqlite, Setting(Catalogues(), lambda: NOON), need).candidates[0].score
    weighing = {"weights": {"concept": 0.4, "sense": 4.0, "letters": 0.3, "related": 1.5, "context": 0.1}, "bias": -4.2}
    sqlite.run_now(partial(learning.add, community_id=1, now=NOON, tier="plain", weighing=weighing, why="learned"))
    found = looked(sqlite, Setting(Catalogues(), lambda: NOON), need)
    assert not found.candidates or found.candidates[0].score < before
    other = sqlite.run_now(lambda db: people.add_community(db, "Else", "open", "en", "UTC", NOON))
    assert sqlite.read_now(partial(finding.weighings, community_id=other)) == {}
