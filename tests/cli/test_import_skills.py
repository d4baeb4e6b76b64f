"""`tertulia import skills`: ESCO's tables become entries of a community's lexicon, and people are found by them."""

import json
import os
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.i18n import Translator
from bot.reasons import to_owner
from matching import engine
from matching.encoder import PLAIN
from matching.index import Index
from matching.lexicon_reading import shipped
from matching.model import Person, Request
from scheduler import match_words
from storage import people, skills
from storage.db import Database
from tests.cli.conftest import Tertulia
from tests.journeys.world import NOON

HEADER = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,description\n"
ENGLISH = HEADER + (
    "KnowledgeSkillCompetence,http://x.test/1,skill,,read tide tables,"
    '"interpret tidal charts\nforecast tides",,released,\n'
    "KnowledgeSkillCompetence,http://x.test/2,knowledge,,falconry,,hawking,released,\n"
    "KnowledgeSkillCompetence,http://x.test/3,knowledge,,telex,,,obsolete,\n"
)
GREEK = HEADER + "KnowledgeSkillCompetence,http://x.test/2,knowledge,,ιερακοτροφία,γερακάρης,,released,\n"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "skills_en.csv").write_text(ENGLISH, "utf-8")
    (tmp_path / "skills_el.csv").write_text(GREEK, "utf-8")
    return tmp_path


@pytest.mark.usefixtures("tables")
def test_two_people_meet_in_a_skill_across_languages(tertulia: Tertulia, held: Database) -> None:
    ended = tertulia("import", "skills", "skills_en.csv")
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "2 skills (en) imported.")
    assert tertulia("import", "skills", "skills_el.csv").code == 0
    lexicon = held.read_now(partial(match_words.lexicon, community_id=1))
    assert held.read_now(partial(match_words.lexicon, community_id=1)) is lexicon, "made once"

    team = [Person("a", ("γερακάρης",)), Person("b", ("roofing",))]
    need = Request("n", "somebody who knows falconry")
    found = engine.rank(need, Index(team, PLAIN, lexicon))
    assert [one.person for one in found[:1]] == ["a"]
    assert not any(one.reasons for one in engine.rank(need, Index(team, PLAIN)) if one.person == "a"), "without it"
    said = [(reason.kind, reason.values) for reason in found[0].reasons]
    assert "it is about falconry" in to_owner(said, Translator("en", None))
    assert "ιερακοτροφία" in " ".join(to_owner(said, Translator("el", None)))


@pytest.mark.usefixtures("tables")
def test_again_brings_up_to_date_and_doubles_nothing(tertulia: Tertulia, tables: Path) -> None:
    tertulia("import", "skills", "skills_en.csv")
    (tables / "skills_en.csv").write_text(ENGLISH.replace("falconry", "hawk keeping"), "utf-8")
    found = json.loads(tertulia("import", "skills", "skills_en.csv", "--json").out)
    assert (found["new"], found["known"], found["left_out"]) == (0, 2, 1)
    assert "2 already here brought up to date" in tertulia("import", "skills", "skills_en.csv").out


@pytest.mark.usefixtures("tables")
def test_a_rehearsal_keeps_nothing_and_other_communities_see_nothing(tertulia: Tertulia, held: Database) -> None:
    def second(db: Connection) -> None:
        for name in ("One", "Two"):
            people.add_community(db, name, "open", "en", "UTC", NOON)

    held.run_now(second)
    ended = tertulia("import", "skills", "skills_en.csv", "--dry-run", "--community", "Two")
    assert ended.out.strip() == "2 skills (en) would be imported."
    assert held.read_now(partial(match_words.lexicon, community_id=2)) is shipped()
    tertulia("import", "skills", "skills_en.csv", "--community", "Two")
    assert held.read_now(partial(match_words.lexicon, community_id=1)) is shipped()
    assert "http://x.test/2" in held.read_now(partial(match_words.lexicon, community_id=2)).concepts


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("skills.csv", ENGLISH, "its name does not end in one, such as skills_el.csv"),
        ("skills_de.csv", ENGLISH, "'de' is none of them"),
        ("s_en.csv", "conceptUri,name\nhttp://x.test/1,a\n", "unknown column name"),
        ("s_en.csv", "conceptUri\nhttp://x.test/1\n", "column preferredlabel is missing"),
        ("s_en.csv", "conceptUri,preferredLabel\n12,a\n", "1 of 1 rows must be changed"),
        ("s_en.csv", "conceptUri,preferredLabel\nhttp://x.test/1,\n", "1 of 1 rows must be changed"),
        ("s_en.csv", "conceptUri,preferredLabel\nhttp://x.test/1,a\nhttp://x.test/1,b\n", "1 of 2 rows"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    name: str, content: str, told: str, tertulia: Tertulia, held: Database, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    ended = tertulia("import", "skills", name)
    assert ended.code == 1
    assert told in ended.sentence
    assert not held.read_now(lambda db: skills.of_community(db, 1))


@pytest.mark.usefixtures("tables", "held")
def test_refused_rows_are_named_and_the_language_can_be_said(tertulia: Tertulia, tables: Path) -> None:
    (tables / "s.csv").write_text("conceptUri,preferredLabel\nhttp://x.test/1,a\nsome,b\n", "utf-8")
    assert "line 3: refused · conceptUri is 'some'" in tertulia("import", "skills", "s.csv", "--language", "pt").out
    assert tertulia("import", "members", "s.csv", "--language", "pt").code == 2


def test_the_official_tables_where_they_are_at_hand(tertulia: Tertulia, held: Database) -> None:
    folder = Path(os.environ.get("TERTULIA_REFERENCE", "reference"))
    files = sorted(folder.glob("*skills_??.csv"))
    if not files:
        pytest.skip(reason="no ESCO tables in the folder of references (TERTULIA_REFERENCE)")
    for file in files:
        assert tertulia("import", "skills", str(file)).code == 0
    assert len(held.read_now(partial(match_words.lexicon, community_id=1)).concepts) > len(shipped().concepts)
