"""`tertulia match` as an operator uses it: two files in, suggestions out, and one line where a file is wrong."""

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import match, match_picture
from matching.model import Person, Request, Suggestion

MEMBERS = (
    "id,offers,languages,city,capacity\nann,logos; catalogue design,en;it,Valencia,2\nbob,=welding gates,en,Roma,1\n"
)
NEEDS = "id,text,language\nn1,We need a logo,en\nn2,welder,\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "m.csv").write_text(MEMBERS, "utf-8-sig")
    (tmp_path / "n.csv").write_text(NEEDS, "utf-8")
    return tmp_path


def run(files: Path, *more: str) -> Result:
    app = typer.Typer()
    app.command("match")(match.match)
    given = ["--members", str(files / "m.csv"), "--needs", str(files / "n.csv"), "--tier", "plain", *more]
    return CliRunner().invoke(app, given)


def test_one_line_a_suggestion_with_its_reasons(files: Path) -> None:
    rows = [json.loads(line) for line in run(files).stdout.splitlines()]
    assert [(row["need_id"], row["member_id"], row["rank"]) for row in rows] == [("n1", "ann", 1), ("n2", "bob", 1)]
    assert rows[0]["reasons"][0] == "offers “logos”"
    assert "you both speak EN" in rows[0]["reasons"]


def test_a_spreadsheet_runs_nothing(files: Path) -> None:
    (files / "n.csv").write_text("id,text\n=1+1,welder\n", "utf-8")
    (row,) = csv.DictReader(io.StringIO(run(files, "--format", "csv").stdout))
    assert row["need_id"] == "'=1+1"
    assert row["member_id"] == "bob"


def test_the_report_and_the_one_object(files: Path) -> None:
    done = run(files, "--json", "--report", str(files / "r.json"))
    printed = json.loads(done.stdout)
    assert printed["report"] == json.loads((files / "r.json").read_text("utf-8"))
    assert printed["report"]["tier"] == "plain"
    assert printed["report"]["served"] == 2


def test_a_ranking_knows_no_capacity(files: Path) -> None:
    (files / "n.csv").write_text("id,text\n" + "".join(f"n{n},a logo\n" for n in range(5)), "utf-8")
    assert len(run(files).stdout.splitlines()) == 2
    assert len(run(files, "--rank", "--top", "1").stdout.splitlines()) == 5


def test_own_need_and_missing_consent_are_respected(files: Path) -> None:
    (files / "n.csv").write_text("id,text,owner\nn1,logo,ann\n", "utf-8")
    assert run(files, "--rank").stdout == ""
    (files / "m.csv").write_text("id,offers,consent\nann,logos,no\nbob,logos,yes\n", "utf-8")
    (row,) = run(files, "--rank").stdout.splitlines()
    assert json.loads(row)["member_id"] == "bob"


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ("id,offers,shoe_size\na,b,43\n", "unknown column shoe_size"),
        ("id,name\na,b\n", "column offers is missing"),
        ("", "column id, offers is missing"),
        ("id,offers,capacity\na,b,many\n", "line 2: capacity is 'many'; write a whole number"),
        ("id,offers,consent\na,b,perhaps\n", "write yes or no"),
        ("id,offers\na,b\na,c\n", "the id a is there twice"),
        ("id,offers\na,b,c\n", "3 cells under 2 columns"),
        ("id,offers,id\na,b,c\n", "column id is there twice"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do(files: Path, members: str, told: str) -> None:
    (files / "m.csv").write_text(members, "utf-8")
    done = run(files)
    assert done.exit_code == 1
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_other_wrong_input(files: Path) -> None:
    assert run(files, "--tier", "magic").exit_code == 2
    (files / "m.csv").write_bytes(b"id,offers\na,\xff\xfe\n")
    assert "not UTF-8" in run(files).stderr
    (files / "m.csv").unlink()
    assert "Cannot read" in run(files).stderr


def test_an_absurd_profile_is_read(files: Path) -> None:
    long = "word " * 40_000
    (files / "m.csv").write_text(f"id,offers\nann,{long}\nbob,🙂\ncem,\ndia,logos\n", "utf-8")
    rows = [json.loads(line) for line in run(files).stdout.splitlines()]
    assert [row["member_id"] for row in rows] == ["dia"]


def test_a_picture_shows_who_was_brought_together(files: Path) -> None:
    people = [Person("a", (), sectors=("Design", "art")), Person("b", (), sectors=("crafts",)), Person("c", ())]
    requests = [Request("n1", "", owner="a"), Request("n2", "", owner="b"), Request("n3", "")]
    found = [
        Suggestion(need, who, 1, 0.5, (), ()) for need, who in (("n1", "b"), ("n2", "a"), ("n3", "b"), ("n1", "c"))
    ]
    names, counts = match_picture.table(people, requests, found)
    assert names == ["crafts", "design", "not said"]
    assert counts == [[0, 1, 0], [1, 0, 1], [1, 0, 0]]
    many = [Person(str(at), (), sectors=(f"s{at}",)) for at in range(30)]
    asked = [Request(f"n{at}", "", owner=str(at)) for at in range(30)]
    names, counts = match_picture.table(many, asked, [Suggestion(f"n{at}", "0", 1, 0.5, (), ()) for at in range(30)])
    assert (len(names), names[-1], sum(map(sum, counts))) == (match_picture.MOST, "others", 30)
    assert run(files, "--picture", str(files / "run.png")).exit_code == 0
    assert (files / "run.png").read_bytes().startswith(b"\x89PNG")
    refused = run(files, "--picture", str(files / "absent" / "run.png"))
    assert refused.exit_code == 1
    assert "choose another --picture" in refused.stderr
