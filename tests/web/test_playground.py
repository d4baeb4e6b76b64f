"""The playground in a real browser: two people play both chats by mouse and by keyboard, in both themes, on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.playground_page import PHONE, browser, demo, page

pytestmark = pytest.mark.browser
PATIENCE = 15_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo(tmp_path_factory.mktemp("demo"), "--members", "12") as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def window(chromium: Browser, address: str) -> Iterator[Page]:
    with page(chromium, address) as opened:
        yield opened


def choose(window: Page, side: str, name: str) -> None:
    """Pick a person as one does: type a few letters, press Enter."""
    who = window.locator(f"#{side}-who")
    who.click()
    who.fill(name)
    expect(window.locator(f"#{side}-list [role=option]").first).to_contain_text(name)
    who.press("Enter")
    expect(who).to_have_value(re.compile(name))


def say(window: Page, side: str, text: str) -> None:
    window.locator(f"#{side}-text").fill(text)
    window.locator(f"#{side}-text").press("Enter")


def test_it_opens_on_the_two_of_the_story_with_something_to_look_at(window: Page) -> None:
    expect(window.locator("#telegram-who")).to_have_value("Ann Whitaker")
    expect(window.locator("#slack-who")).to_have_value("Kostas Vranas")
    expect(window.locator("#slack .hint")).to_contain_text("need a catalogue that people can order from")
    expect(window.locator("#inside-events li").first).to_be_visible()


def test_start_is_answered_on_both_sides(window: Page) -> None:
    window.locator("#telegram [data-say='/start']").click()
    expect(window.locator("#telegram .bubble-row:not(.mine)").last).to_contain_text("Ann", timeout=PATIENCE)
    window.locator("#slack [data-say='/tertulia start']").click()
    expect(window.locator("#slack .post").last).to_contain_text("Kostas", timeout=PATIENCE)
    expect(window.locator("#inside-events")).to_contain_text("Ann Whitaker", timeout=PATIENCE)


def test_a_tap_on_a_button_is_answered_in_place(window: Page) -> None:
    choose(window, "slack", "Kostas")
    say(window, "slack", "need a catalogue that people can order from, by 30 June")
    card = window.locator("#slack .post", has_text="Is this what you need?").last
    expect(card).to_be_visible(timeout=PATIENCE)
    card.get_by_role("button", name="Yes").click()
    expect(window.locator("#slack .log")).to_contain_text("I am looking for someone", timeout=PATIENCE)
    expect(window.locator("#slack .log")).not_to_contain_text("Is this what you need?")


def test_a_form_opens_as_a_dialog_keeps_the_focus_and_closes_on_escape(window: Page) -> None:
    open_form(window)
    dialog = window.locator("dialog#modal")
    for _ in range(25):
        window.keyboard.press("Tab")
        inside = window.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert inside, "Tab left the dialog"
    window.keyboard.press("Escape")
    expect(dialog).not_to_be_visible(timeout=PATIENCE)


def test_a_form_is_filled_and_sent(window: Page) -> None:
    open_form(window)
    dialog = window.locator("dialog#modal")
    dialog.locator(".field input[type=text], .field textarea").first.fill("catalogue design")
    dialog.locator("button[type=submit]").click()
    expect(dialog).not_to_be_visible(timeout=PATIENCE)
    expect(window.locator("#slack .log")).to_contain_text("Ann Whitaker", timeout=PATIENCE)


def test_what_is_wrong_stands_beside_its_field(window: Page) -> None:
    open_form(window)
    dialog = window.locator("dialog#modal")
    needed = dialog.locator(".field [aria-required=true]").first
    needed.fill("")
    dialog.locator("button[type=submit]").click()
    expect(needed).to_have_attribute("aria-invalid", "true", timeout=PATIENCE)
    expect(dialog.locator(".field-error:not(:empty)").first).to_be_visible()
    window.keyboard.press("Escape")
    expect(dialog).not_to_be_visible(timeout=PATIENCE)


def open_form(window: Page) -> None:
    """What is looked for, asked in a form."""
    say(window, "slack", "/tertulia find")
    expect(window.locator("dialog#modal")).to_be_visible(timeout=PATIENCE)


def test_home_has_buttons_of_its_own(window: Page) -> None:
    window.get_by_role("tab", name="Home").click()
    expect(window.locator("#slack-home button").first).to_be_visible(timeout=PATIENCE)


def test_the_clock_goes_where_it_is_told(window: Page) -> None:
    before = window.locator("#now").get_attribute("datetime")
    window.get_by_role("button", name="+1 day").click()
    expect(window.locator("#clock")).to_have_attribute("aria-busy", "false", timeout=60_000)
    after = window.locator("#now").get_attribute("datetime")
    assert before
    assert after
    assert after[:10] > before[:10]


def test_what_people_write_is_only_ever_text(window: Page) -> None:
    hostile = "<img src=x onerror=alert(1)> <b>*bold*</b> [x](javascript:alert(1)) <script>alert(2)</script>"
    for side in ("telegram", "slack"):
        say(window, side, hostile)
        expect(window.locator(f"#{side} .log")).to_contain_text("<script>alert(2)</script>", timeout=PATIENCE)
    assert window.locator("main script, main img[src=x], main a[href^='javascript']").count() == 0


def test_everything_can_be_done_by_keyboard(window: Page) -> None:
    window.keyboard.press("Tab")
    reached = set()
    for _ in range(60):
        window.keyboard.press("Tab")
        reached.add(
            window.evaluate(
                "document.activeElement.id || document.activeElement.dataset.to || document.activeElement.className"
            )
        )
        ring = window.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none" or window.evaluate("document.activeElement === document.body")
    assert {
        "telegram-who",
        "telegram-text",
        "slack-who",
        "slack-text",
        "telegram-menu",
        "tab-slack-messages",
    } <= reached
    window.locator("#telegram-text").focus()
    window.keyboard.type("help")
    window.keyboard.press("Enter")
    expect(window.locator("#telegram .bubble-row.mine").last).to_contain_text("help", timeout=PATIENCE)


def test_commands_open_from_the_slash(window: Page) -> None:
    window.locator("#telegram-menu").focus()
    window.keyboard.press("Enter")
    expect(window.locator("#telegram-commands [role=menuitem]").first).to_be_focused()
    window.keyboard.press("Escape")
    expect(window.locator("#telegram-menu")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_shows_one_pane_and_never_scrolls_sideways(chromium: Browser, address: str, *, dark: bool) -> None:
    with page(chromium, address, PHONE, dark=dark) as phone:
        for pane in ("slack", "inside", "telegram"):
            phone.locator(f"#tab-{pane}").click()
            expect(phone.locator(f"#{pane}")).to_be_visible()
            assert phone.locator("main > .pane:visible").count() == 1
            assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        expect(phone.get_by_role("button", name="Monday 09:00")).to_be_in_viewport()


def test_dark_is_kept(chromium: Browser, address: str) -> None:
    with page(chromium, address) as window:
        light = window.evaluate("getComputedStyle(document.body).backgroundColor")
        window.locator("#theme").click()
        assert window.evaluate("getComputedStyle(document.body).backgroundColor") != light
        window.reload()
        expect(window.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_next_demo_goes_on_where_this_one_stopped(chromium: Browser, tmp_path: Path) -> None:
    with demo(tmp_path, "--members", "4") as first, page(chromium, first) as window:
        say(window, "telegram", "help")
        expect(window.locator("#telegram .bubble-row:not(.mine)").last).to_be_visible(timeout=PATIENCE)
    with demo(tmp_path, "--members", "4") as second, page(chromium, second) as window:
        expect(window.locator("#telegram .bubble-row.mine")).to_contain_text("help", timeout=PATIENCE)
        before = window.locator("#telegram .bubble-row:not(.mine)").count()
        say(window, "telegram", "settings")
        expect(window.locator("#telegram .bubble-row:not(.mine)")).not_to_have_count(before, timeout=PATIENCE)
