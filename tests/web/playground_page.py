"""What the tests of the playground stand on: a demo of their own in a process, and a browser that misses nothing."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = ViewportSize(width=1280, height=860), ViewportSize(width=360, height=740)
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[str]:
    """A running demo; gives its address. It is stopped as a person would stop it."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", *options]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    with (folder / "errors").open("w+") as errors:
        running = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            yield _address(running, errors.name)
        finally:
            running.send_signal(signal.SIGINT)
            try:
                running.wait(30)
            finally:
                running.kill()
                running.communicate()


def _address(running: "subprocess.Popen[str]", errors: str) -> str:
    assert running.stdout
    for line in running.stdout:
        if "http://" in line:
            return line[line.index("http://") :].strip()
    raise AssertionError(f"The demo did not open: {Path(errors).read_text('utf-8')}")


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the tests are skipped, but never where a machine decides."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        reason = "there is no Chromium here: make browser"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def page(opened: Browser, address: str, size: ViewportSize = WIDE, *, dark: bool = False) -> Iterator[Page]:
    """A fresh window with the playground in it; whatever its console complains of fails the test."""
    context = opened.new_context(viewport=size, color_scheme="dark" if dark else "light")
    window = context.new_page()
    complaints: list[str] = []
    window.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    window.on(
        "request", lambda asked: None if asked.url.startswith((address, "data:")) else complaints.append(asked.url)
    )
    window.goto(address)
    window.locator("#now:not(:empty)").wait_for()
    yield window
    context.close()
    assert not complaints
