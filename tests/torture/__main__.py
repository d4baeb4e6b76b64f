"""`make torture` or `python -m tests.torture [TRIAL …] [--seed N]`: kills, signals and broken databases under load."""

import asyncio
import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace

from tests.process.command import ROOT
from tests.torture.report import Report
from tests.torture.trials import TRIALS, Size, named

FAILPOINTS = "failpoints"
MATRIX = "tests/process/test_failpoints.py"


def asked() -> Namespace:
    """What stands on the command line."""
    parser = ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("trials", nargs="*", help=f"of: {', '.join([*TRIALS, FAILPOINTS])}; none: all")
    parser.add_argument("--seed", type=int, default=20261121)
    for name, default in vars(Size()).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    found = parser.parse_args()
    if unknown := set(found.trials) - {*TRIALS, FAILPOINTS}:
        parser.error(f"there is no trial {', '.join(sorted(unknown))}")
    return found


async def tortured(report: Report, trials: list[str], size: Size) -> None:
    """One trial after the other; one that breaks stops none of the others."""
    report.begin()
    for name, trial in named(trials):
        try:
            await trial(report, size)
        except Exception as error:  # noqa: BLE001 – told at the end, with the command that repeats it
            report.broke(name, name, error)


def every_failpoint() -> int:
    """All points on every database and place."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", MATRIX]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"TERTULIA_WHOLE": "1"}, check=False).returncode


def main() -> int:
    """The command; returns its exit code."""
    found = asked()
    report = Report(found.seed)
    if wanted := [name for name in found.trials if name != FAILPOINTS] or ([] if found.trials else list(TRIALS)):
        asyncio.run(tortured(report, wanted, Size(found.sends, found.kills, found.signals)))
    code = report.end() if wanted else 0
    if not found.trials or FAILPOINTS in found.trials:
        code = every_failpoint() or code
    return code


if __name__ == "__main__":
    sys.exit(main())
