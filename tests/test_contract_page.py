"""The page of the public contract says what is here and what is not yet; the code has to agree."""

import re
from pathlib import Path

import pytest

import handlers
from bot.adapters.bluesky import BlueskySettings
from bot.adapters.mastodon import MastodonSettings
from bot.adapters.slack_settings import SlackSettings
from bot.adapters.telegram import TelegramSettings
from bot.adapters.x import XSettings
from bot.cli.main import COMMANDS
from bot.router import Routes
from bot.settings import Settings
from domain.roles import Role

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "contract.md").read_text("utf-8")
ROUTES = Routes(handlers.ROUTERS)
FOR_TESTS = {"TEST", "CLOCK_FILE", "FAILPOINT", "PACE", "RANDOM_SEED"}
FOR_COMPOSE = {"POSTGRES_PASSWORD"}


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str, state: str) -> set[str]:
    """The first words of a table's first column, for the rows in that state."""
    found: set[str] = set()
    for line in section(title).splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if line.startswith("| `") and cells[-1] == state:
            found |= {name.split()[0] for name in re.findall(r"`([^`]+)`", cells[0])}
    return found


def words(state: str) -> set[str]:
    paragraphs = re.findall(rf"^\w+, {state}: ((?:`\w+`\s*)+)", section("What people type"), re.MULTILINE)
    return {word for paragraph in paragraphs for word in re.findall(r"`(\w+)`", paragraph)}


def variables() -> set[str]:
    classes = (Settings, TelegramSettings, SlackSettings, XSettings, MastodonSettings, BlueskySettings)
    return {name.upper() for settings in classes for name in settings.model_fields} - FOR_TESTS


def test_the_command_line_is_what_the_page_says() -> None:
    assert rows("The command line", "here") == set(COMMANDS)
    assert not rows("The command line", "not yet") & set(COMMANDS)


def test_people_can_type_what_the_page_says() -> None:
    commands = {route.word for route in ROUTES.commands(Role.OWNER)} | {"cancel"}
    assert words("here") == commands
    assert not words("not yet") & commands


def test_every_setting_is_on_the_page() -> None:
    assert rows("The environment", "here") <= variables()
    assert variables() <= rows("The environment", "here") | rows("The environment", "not yet")


def test_the_example_sets_what_is_here_and_nothing_else() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    names = set(re.findall(r"^(?:# )?(\w+)=", example, re.MULTILINE)) - FOR_COMPOSE
    assert names == {f"TERTULIA_{name}" for name in rows("The environment", "here")}


@pytest.mark.parametrize(
    "setting", sorted(set(Settings.model_fields) & {"host", "port", "public_url", "language", "timezone"})
)
def test_defaults_are_what_the_page_says(setting: str) -> None:
    default = str(Settings.model_fields[setting].default)
    assert re.search(rf"\| `{setting.upper()}` \| `{re.escape(default)}` \|", PAGE)
