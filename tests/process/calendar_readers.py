"""Real calendar programs that read our addresses: a CalDAV server, a synchroniser, and readers of three makers."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import icalendar
import recurring_ical_events

Shown = list[tuple[datetime, str, bool]]
"""(instant, title, whether it is off), the earliest first."""

SYNC = """
[general]
status_path = "{folder}/status/"
[pair up]
a = "feed"
b = "server"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{feed}"
[storage server]
type = "caldav"
url = "{server}"
username = "ann"
password = "no-secret"
[pair down]
a = "server"
b = "folder"
collections = null
[storage folder]
type = "filesystem"
path = "{folder}/vdir/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[ours]]
path = {folder}/vdir
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""
ICAL_JS = """
const ICAL = require("ical.js").default || require("ical.js");
const text = require("fs").readFileSync(0, "utf8"), last = new Date(process.argv[1]);
const calendar = new ICAL.Component(ICAL.parse(text)), shown = [];
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const tell = (start, item) => shown.push([start.toJSDate().toISOString(), item.summary,
  item.component.getFirstPropertyValue("status") === "CANCELLED"]);
const all = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
for (const event of all.filter((one) => !one.isRecurrenceException())) {
  for (const other of all) if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
  if (!event.isRecurring()) { tell(event.startDate, event); continue; }
  for (let each = event.iterator(), next; (next = each.next()) && next.toJSDate() < last;) {
    const found = event.getOccurrenceDetails(next);
    tell(found.startDate, found.item);
  }
}
console.log(JSON.stringify(shown));
"""


def program(name: str) -> str:
    """A program that is installed beside this Python."""
    return str(Path(sys.executable).parent / name)


async def ran(*words: str, given: bytes = b"", **more: str) -> str:
    """What a program printed; it must end well."""
    with_more = os.environ | {"TZ": "UTC", "NO_COLOR": "1", "PYTHONWARNINGS": "ignore"} | more
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, stderr=pipe, env=with_more)
    out, err = await process.communicate(given)
    assert process.returncode == 0, f"{words}: {err.decode()}{out.decode()}"
    return out.decode()


def free() -> int:
    """A port that was free a moment ago: Radicale refuses to choose one by itself."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def radicale(folder: Path) -> AsyncIterator[str]:
    """A CalDAV server of our own; the address of Ann's empty calendar on it."""
    port = free()
    process = await asyncio.create_subprocess_exec(
        program("radicale"), "--config", "", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none",
        "--storage-filesystem-folder", str(folder / "radicale"), stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr
    try:
        line = ""
        while "ready" not in line:
            line = (await process.stderr.readline()).decode()
            assert line, "it ended"
        drain = asyncio.create_task(process.stderr.read())
        address = f"http://127.0.0.1:{port}/ann/events/"
        async with httpx.AsyncClient(auth=("ann", "no-secret")) as http:
            assert (await http.request("MKCALENDAR", address)).status_code == 201
        yield address
    finally:
        process.terminate()
        await process.wait()
    await drain


async def synchronised(folder: Path, feed: str, server: str) -> None:
    """Carry the feed to the server, and from there into a folder, as people with two calendars do."""
    config = folder / "vdirsyncer.conf"
    config.write_text(SYNC.format(folder=folder, feed=feed, server=server))
    (folder / "vdir").mkdir(exist_ok=True)
    for words in (("discover", "up"), ("discover", "down"), ("sync", "up"), ("sync", "down")):
        await ran(program("vdirsyncer"), "-c", str(config), *words, given=b"y\ny\ny\n")


async def khal(folder: Path, start: datetime, days: int) -> Shown:
    """What khal lists of the folder."""
    config = folder / "khal.conf"
    config.write_text(KHAL.format(folder=folder))
    out = await ran(
        program("khal"), "-c", str(config), "list", f"{start:%Y-%m-%d}", f"{days}d", "--day-format", "",
        "--format", "{start-date} {start-time}|{title}|{status}",
    )  # fmt: skip
    rows = [line.split("|") for line in out.splitlines() if line.count("|") == 2]
    return sorted(
        (datetime.strptime(at, "%Y-%m-%d %H:%M").replace(tzinfo=UTC), title, "CANCELLED" in status)
        for at, title, status in rows
    )


def recurring(content: bytes, start: datetime, end: datetime) -> Shown:
    """What recurring-ical-events makes of it."""
    found: list[Any] = recurring_ical_events.of(icalendar.Calendar.from_ical(content)).between(start, end)
    rows = [(one["DTSTART"].dt.astimezone(UTC), str(one["SUMMARY"]), one["STATUS"] == "CANCELLED") for one in found]
    return sorted(rows)


def has_ical_js() -> bool:
    """Whether node is here and finds ical.js (in `NODE_PATH`)."""
    node = shutil.which("node")
    return (
        bool(node)
        and not subprocess.run([str(node), "-e", "require('ical.js')"], capture_output=True, check=False).returncode
    )


async def ical_js(content: bytes, start: datetime, end: datetime) -> Shown:
    """What ical.js makes of it, by the zones that stand in the file alone."""
    out = await ran("node", "-e", ICAL_JS, end.isoformat(), given=content)
    rows = [(datetime.fromisoformat(at), title, off) for at, title, off in json.loads(out)]
    return sorted(row for row in rows if start <= row[0] < end)
