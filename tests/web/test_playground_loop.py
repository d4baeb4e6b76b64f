"""The main job by hand in a browser: Kostas on one look, Ann on the other, from a need to Monday's digest."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.playground_page import WIDE, browser, demo, page

pytestmark = pytest.mark.browser
PATIENCE = 30_000
PICTURES = os.environ.get("TERTULIA_PICTURES", "")
"""A folder: the loop is photographed into it, for the docs."""


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Page]:
    with demo(tmp_path, "--members", "40") as address, browser() as opened, page(opened, address, WIDE) as shown:
        yield shown


def test_from_a_need_to_mondays_digest(window: Page) -> None:
    ann, kostas = window.locator("#telegram .log"), window.locator("#slack .log")
    both_complete_their_profile(window, ann, kostas)

    say(window, "slack", "need a catalogue that people can order from, by 30 December")
    tap(kostas, "Is this what you need?", "Yes, look for someone")
    expect(kostas).to_contain_text("I am looking for someone", timeout=PATIENCE)

    request = "a catalogue that people can order from"
    expect(ann).to_contain_text(request, timeout=PATIENCE)
    expect(ann).not_to_contain_text("Kostas")
    photograph(window, "1-the-match")
    tap(ann, request, "Yes, ask")

    tap(kostas, "would help", "Yes, introduce us")
    for log in (ann, kostas):
        expect(log).to_contain_text(
            re.compile("Ann Whitaker, meet Kostas Vranas|Kostas Vranas, meet Ann"), timeout=PATIENCE
        )
    photograph(window, "2-introduced")

    window.locator("[data-to=day]").click()
    expect(window.locator("#clock")).to_have_attribute("aria-busy", "false", timeout=90_000)
    tap(ann, "To break the ice", "We talked")

    expect(ann).not_to_contain_text("Your week")
    window.locator("[data-to=monday]").click()
    expect(ann).to_contain_text("Your week, Ann", timeout=120_000)
    expect(kostas).to_contain_text("Your week, Kostas", timeout=PATIENCE)
    expect(window.locator("#clock")).to_have_attribute("aria-busy", "false", timeout=90_000)
    photograph(window, "3-monday")


def both_complete_their_profile(window: Page, ann: Locator, kostas: Locator) -> None:
    """Telegram asks in the chat, Slack in a window; both show the profile as it stands now."""
    say(window, "telegram", "profile")
    tap(ann, "Ann Whitaker", "Change")
    tap(ann, "What shall we change?", "My time")
    expect(ann).to_contain_text("How much time do you have?", timeout=PATIENCE)
    say(window, "telegram", "Tuesdays from ten")
    expect(ann).to_contain_text("Tuesdays from ten · Àgora Russafa", timeout=PATIENCE)

    say(window, "slack", "profile")
    tap(kostas, "Kostas Vranas", "Change")
    tap(kostas, "What shall we change?", "My time")
    modal = window.locator("dialog#modal")
    modal.get_by_role("textbox").fill("Thursdays after four")
    modal.get_by_role("button", name="Save").click()
    expect(kostas).to_contain_text("Thursdays after four", timeout=PATIENCE)


def say(window: Page, side: str, text: str) -> None:
    window.locator(f"#{side}-text").fill(text)
    window.locator(f"#{side}-text").press("Enter")


def tap(log: Locator, card: str, label: str) -> None:
    """Press a button of the newest message that holds these words."""
    message = log.locator("li", has_text=card).last
    expect(message).to_be_visible(timeout=PATIENCE)
    message.get_by_role("button", name=label).click()


def photograph(window: Page, name: str) -> None:
    if PICTURES:
        window.screenshot(path=Path(PICTURES) / f"loop-{name}.png")
