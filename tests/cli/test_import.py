"""`tertulia import` as an operator uses it: a list in, all of it or none, and an invitation for everybody in it."""

import csv
import json
import stat
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import tablib

from domain.roles import Role
from storage import claim, consent, needs, people, profile
from storage.db import Database
from tests.cli.conftest import Tertulia
from tests.journeys.world import NOON

MEMBERS = (
    "id,name,offers,headline,languages,city,capacity,consent\n"
    "a1,Ann Lind,logos; catalogue design,I draw,en; Greek,valència,2,yes\n"
    "k2,=Kostas,chairs,,el,Thessaloniki,,\n"
    "z3,,welding,,,,,no\n"
)
NEEDS = "id,text,owner,kind,tags,remote,until\nn1,a catalogue,a1,supplier,print; web,no,2099-01-01\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "m.csv").write_text(MEMBERS, "utf-8-sig")
    (tmp_path / "n.csv").write_text(NEEDS.replace("2099-01-01", ""), "utf-8")
    return tmp_path


def invitations(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "inv.csv").read_text("utf-8-sig").splitlines()))


def names(db: Database) -> list[str]:
    return [member.name for member in db.read_now(partial(people.members, community_id=1))]


def test_every_row_becomes_a_member_and_is_told_of(tertulia: Tertulia, lists: Path, held: Database) -> None:
    ended = tertulia("import", "members", "m.csv")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[0] == "line 2: new · Ann Lind"
    assert ended.out.splitlines()[-1] == "3 members imported."
    assert names(held) == ["Ann Lind", "=Kostas", "z3"]
    ann = held.read_now(partial(profile.get, member_id=1))
    assert (ann.offers, ann.languages, ann.city) == (("logos", "catalogue design"), ("en", "el"), "Valencia")
    kept = [held.read_now(partial(profile.capacity, member_id=number)) for number in (1, 2)]
    assert kept == [2, None], "how many requests each takes at the same time"


def test_only_a_yes_makes_a_profile_public(tertulia: Tertulia, lists: Path, held: Database) -> None:
    tertulia("import", "members", "m.csv")
    published = [held.read_now(partial(profile.get, member_id=number)).published for number in (1, 2, 3)]
    assert published == [True, False, False]
    said = [held.read_now(partial(consent.given, member_id=n, purpose=consent.MATCHING)) for n in (1, 2, 3)]
    assert said == [True, None, False], "who was not asked is asked first"


def test_a_workbook_is_a_list_too(tertulia: Tertulia, lists: Path, held: Database) -> None:
    sheet = tablib.Dataset(
        ("a1", "Ann", "logos", 3), (7, "Bob", "chairs", None), headers=["id", "name", "offers", "capacity"]
    )
    (lists / "m.xlsx").write_bytes(sheet.export("xlsx"))
    ended = tertulia("import", "members", "m.xlsx", "--json")
    assert [(row["id"], row["line"]) for row in json.loads(ended.out)["rows"]] == [("a1", 2), ("7", 3)]
    assert names(held) == ["Ann", "Bob"]


def test_one_wrong_row_and_nothing_is_kept(tertulia: Tertulia, lists: Path, held: Database) -> None:
    (lists / "m.csv").write_text(MEMBERS + "b4,Bo,,,Klingon,,,\na1,Twin,,,,,,\n", "utf-8")
    ended = tertulia("import", "members", "m.csv", "--invites", "inv.csv")
    assert ended.code == 1
    assert ended.sentence.startswith("Nothing was imported: 2 of 5 rows")
    assert "line 5: refused · Bo · languages has 'Klingon'" in ended.out.replace("klingon", "Klingon")
    assert "line 6: refused · Twin · the id a1 is there twice" in ended.out
    assert names(held) == []
    assert not (lists / "inv.csv").exists()
    assert not (lists / "inv-qr").exists()


def test_a_rehearsal_changes_nothing(tertulia: Tertulia, lists: Path, held: Database) -> None:
    ended = tertulia("import", "members", "m.csv", "--dry-run", "--invites", "inv.csv")
    assert ended.out.splitlines()[-1] == "3 members would be imported."
    assert names(held) == []
    assert not (lists / "inv.csv").exists()


def test_the_same_list_again_doubles_nobody(tertulia: Tertulia, lists: Path, held: Database) -> None:
    tertulia("import", "members", "m.csv")
    again = json.loads(tertulia("import", "members", "m.csv", "--json").out)
    assert {row["result"] for row in again["rows"]} == {"known"}
    assert again["imported"] == 0
    assert len(names(held)) == 3


def test_everybody_gets_a_code_and_a_picture(tertulia: Tertulia, lists: Path, held: Database) -> None:
    tertulia("import", "members", "m.csv", "--invites", "inv.csv")
    rows = invitations(lists)
    assert [row["name"] for row in rows] == ["Ann Lind", "'=Kostas", "z3"], "a spreadsheet runs nothing"
    assert stat.S_IMODE((lists / "inv.csv").stat().st_mode) == 0o600
    for row in rows:
        assert ET.parse(lists / row["qr"]).getroot().tag.endswith("svg")  # noqa: S314 – our own picture
    codes = [row["code"].removeprefix("claim ") for row in rows]
    assert len(set(codes)) == 3
    assert held.run_now(partial(claim.redeem, code=codes[0], now=NOON)) == 1
    second = tertulia("import", "members", "m.csv", "--invites", "inv.csv")
    assert second.code == 1
    assert "is there already" in second.sentence


def test_the_code_makes_its_bearer_that_member(tertulia: Tertulia, lists: Path, held: Database) -> None:
    tertulia("import", "members", "m.csv", "--invites", "inv.csv")
    code = invitations(lists)[0]["code"]
    assert "Welcome, Ann Lind." in tertulia("say", code, "--as", "ann").out
    assert "logos · catalogue design" in tertulia("say", "profile", "--as", "ann").out
    assert names(held) == ["Ann Lind", "=Kostas", "z3"]
    assert "does not fit" in tertulia("say", code, "--as", "mallory").out


def test_needs_open_and_their_search_is_planned(tertulia: Tertulia, lists: Path, held: Database) -> None:
    tertulia("import", "members", "m.csv")
    ended = tertulia("import", "needs", "n.csv")
    assert (ended.code, ended.out.splitlines()[-1]) == (0, "1 needs imported.")
    (need,) = held.read_now(partial(needs.of_member, member_id=1, side="need"))
    assert (need.text, need.kind, need.tags, need.remote) == ("a catalogue", "supplier", ("print", "web"), False)
    assert need.until is not None
    again = tertulia("import", "needs", "n.csv")
    assert "came with an earlier list" in again.out


@pytest.mark.parametrize(
    ("needs_", "told"),
    [
        ("id,text,owner\nn1,a logo,nobody\n", "owner is 'nobody'; write an id from the list of members"),
        ("id,text\nn1,a logo\n", "nobody owns the community who could stand in"),
        ("id,text,owner\nn1,!,a1\n", "say in a few words what is needed"),
        ("id,text,owner,kind\nn1,a logo,a1,miracle\n", "kind is 'miracle'; write one of skill"),
        ("id,text,owner,until\nn1,a logo,a1,2001-01-01\n", "write a day from today on"),
        ("id,text,owner,remote\nn1,a logo,a1,perhaps\n", "write yes or no"),
        ("id,text,owner,wanted\nn1,a logo,a1,some\n", "write a whole number"),
    ],
)
def test_a_need_that_cannot_stand_says_why(
    needs_: str, told: str, tertulia: Tertulia, lists: Path, held: Database
) -> None:
    tertulia("import", "members", "m.csv")
    (lists / "n.csv").write_text(needs_, "utf-8")
    ended = tertulia("import", "needs", "n.csv")
    assert ended.code == 1
    assert told in ended.out


def test_a_need_without_an_owner_is_the_community_owners(tertulia: Tertulia, lists: Path, held: Database) -> None:
    tertulia("import", "members", "m.csv")
    held.run_now(lambda db: people.set_membership(db, 1, 2, "in", NOON, Role.OWNER))
    (lists / "n.csv").write_text("id,text\nn1,a logo\n", "utf-8")
    assert "of =Kostas" in tertulia("import", "needs", "n.csv").out


@pytest.mark.parametrize(
    ("file", "told"),
    [("id,offers,shoe_size\na,b,43\n", "unknown column shoe_size"), ("id,name\na,b\n", "column offers is missing")],
)
def test_a_wrong_header_is_refused_by_name(file: str, told: str, tertulia: Tertulia, lists: Path) -> None:
    (lists / "m.csv").write_text(file, "utf-8")
    ended = tertulia("import", "members", "m.csv")
    assert ended.code == 1
    assert told in ended.sentence


def test_what_is_no_workbook_says_so(tertulia: Tertulia, lists: Path) -> None:
    (lists / "m.xlsx").write_text("not a workbook", "utf-8")
    assert "cannot be read as XLSX" in tertulia("import", "members", "m.xlsx").sentence
    assert "Cannot read" in tertulia("import", "members", "absent.csv").sentence


def test_where_there_are_several_communities_one_is_named(tertulia: Tertulia, lists: Path, held: Database) -> None:
    for name in ("Àgora", "La Lonja"):
        add = partial(people.add_community, name=name, admission="open", language="es", zone="Europe/Madrid", now=NOON)
        held.run_now(add)
    refused = tertulia("import", "members", "m.csv")
    assert "--community: 1 (Àgora), 2 (La Lonja)" in refused.sentence
    assert tertulia("import", "members", "m.csv", "--community", "la lonja").code == 0
    assert names(held) == []
    assert len(held.read_now(partial(people.members, community_id=2))) == 3


@pytest.mark.parametrize("what", ["trades", "people"])
def test_other_lists_are_wrong_usage(what: str, tertulia: Tertulia, lists: Path) -> None:
    assert tertulia("import", what, "m.csv").code == 2
    assert tertulia("import", "needs", "n.csv", "--invites", "i.csv").code == 2
