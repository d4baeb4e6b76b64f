"""`python -m tests.bluesky FOLDER`: the contract suite of Bluesky against its real server, started from that folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HANDLE, PASSWORD = "pilot.test", "a-word-of-the-pilot"


def main(folder: str) -> int:
    """Start the server, run the tests, end it; gives the exit code."""
    command = ["node", "server.mjs", HANDLE, PASSWORD]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        address = next(
            (found[1] for line in server.stdout or () if (found := re.search(r"listening at (\S+)", line))), ""
        )
        if not address:
            sys.stderr.write("The server did not start: `npm install` in its folder tells why.\n")
            return 1
        try:
            tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contract/test_bluesky.py"]
            real = {"TERTULIA_BLUESKY": f"{address} {HANDLE} {PASSWORD}"}
            return subprocess.run(tests, cwd=ROOT, env=os.environ | real, check=False).returncode
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
