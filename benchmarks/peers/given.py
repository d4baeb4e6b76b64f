"""What the benchmark gives to a bot: where the far side is, where to listen, and whether it stores anything."""

import os
from dataclasses import dataclass, field
from pathlib import Path


def _given(name: str) -> str:
    return os.environ[f"BENCH_{name}"]


@dataclass(frozen=True)
class Given:
    """Read from the environment."""

    api: str = field(default_factory=lambda: _given("API"))
    port: int = field(default_factory=lambda: int(_given("PORT")))
    token: str = field(default_factory=lambda: _given("TOKEN"))
    secret: str = field(default_factory=lambda: _given("SECRET"))
    folder: Path = field(default_factory=lambda: Path(_given("FOLDER")))
    stores: bool = field(default_factory=lambda: bool(_given("STORES")))
