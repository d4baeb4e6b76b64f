"""The long run: `python -m tests.fuzz --inputs 100000` on each platform; exit 1 where anything is not as it must be."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bot.allocator import thrifty
from tests.databases import made, of_many_machines
from tests.fuzz.memory import LONG, grown
from tests.fuzz.rig import Findings, Rig


def _said(platform: str, found: Findings) -> list[str]:
    ok = sum(count for name, count in found.calls.items() if name.endswith(": ok"))
    pace, answers = f"{found.inputs / found.seconds:.0f} a second", dict(sorted(found.statuses.items()))
    lines = [
        f"{platform}: {found.inputs} inputs in {found.seconds:.0f} s ({pace}), answers {answers}",
        f"  {sum(found.calls.values())} calls of the bot, {ok} of them done",
    ]
    lines += [f"  after {number * 10} %: {look}" for number, look in enumerate(found.memory)]
    others = sorted((name, count) for name, count in found.calls.items() if not name.endswith(": ok"))
    return lines + [f"  {count} × {name}" for name, count in others] + [f"  WRONG: {what}" for what in found.wrong]


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=100_000, help="on each platform")
    parser.add_argument("--platform", choices=["telegram", "slack"], help="only that one")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database", help="an empty database, such as a PostgreSQL's; else a file that is let go")
    asked = parser.parse_args()
    wrong = 0
    thrifty()  # as `tertulia run` does
    for platform in [asked.platform] if asked.platform else ["telegram", "slack"]:
        with tempfile.TemporaryDirectory() as folder:
            db = of_many_machines(asked.database) if asked.database else made(f"sqlite:///{Path(folder) / 'fuzz.db'}")
            found = asyncio.run(Rig(db, platform, asked.seed, _progress).run(asked.inputs))
        if asked.inputs >= LONG and (more := grown(found.memory)):
            found.note(more)
        print("\n".join(_said(platform, found)), flush=True)
        wrong += len(found.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
