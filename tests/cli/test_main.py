"""The list of commands: every one is there, explains itself, and refuses wrong usage with exit code 2."""

import json

import pytest

from bot.cli.main import COMMANDS
from tests.cli.conftest import Tertulia


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, tertulia: Tertulia) -> None:
    ended = tertulia(name, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert f"tertulia {name}" in ended.out


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_usage_is_exit_code_2(name: str, tertulia: Tertulia) -> None:
    ended = tertulia(name, "--no-such-option")
    assert ended.code == 2
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("words", [(), ("--help",), ("help",)])
def test_without_a_command_they_are_listed(words: tuple[str, ...], tertulia: Tertulia) -> None:
    ended = tertulia(*words)
    assert ended.code == 0
    assert all(name in ended.out for name in COMMANDS)


def test_a_slip_gets_the_nearest_command(tertulia: Tertulia) -> None:
    ended = tertulia("exprot")
    assert ended.code == 2
    assert "did you mean 'export'" in ended.sentence
    assert tertulia("xyzzy").code == 2


def test_routes_are_printed_and_are_json_where_asked(tertulia: Tertulia) -> None:
    rows = json.loads(tertulia("routes", "--json").out)
    assert {"kind", "word", "role", "help", "feature"} == set(rows[0])
    assert {"need", "POST /slack"} <= {row["word"] for row in rows}
    assert "need" in tertulia("routes").out


def test_the_manifest_names_the_public_address(tertulia: Tertulia, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_PUBLIC_URL", "https://host.example")
    ended = tertulia("manifest", "slack", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)["features"]["slash_commands"][0]["url"] == "https://host.example/slack"


def test_the_terminal_is_a_place_to_talk(tertulia: Tertulia, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_ADMISSION", "open")
    ended = tertulia("say", "/start", "--as", "Ann")
    assert (ended.code, ended.err) == (0, "")
    assert "Hello Ann" in ended.out


def test_the_schema_goes_up_and_down(tertulia: Tertulia) -> None:
    up = tertulia("migrate")
    assert (up.code, up.err) == (0, "")
    assert "stands at" in up.out
    assert tertulia("migrate", "down").out == "The database stands at nothing.\n"
    assert tertulia("migrate", "up").out == up.out


def test_parts_over_machines_need_postgresql(tertulia: Tertulia) -> None:
    ended = tertulia("run", "--role", "web")
    assert ended.code == 1
    assert "PostgreSQL" in ended.sentence
