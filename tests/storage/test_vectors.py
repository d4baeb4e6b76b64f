"""Vectors on disk: there after a restart, never too many, gone with whoever left, and a spoilt file hurts nobody."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matching.encoder import Cached
from matching.encoder import Vectors as Numbers
from storage.vectors import Vectors


class Counting:
    """A model that counts what it is asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Numbers:
        self.asked += texts
        found = np.array([[1 + text.count(letter) for letter in "abcdeinorst"] for text in texts], np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deeper" / "vectors.db"


def test_after_a_restart_no_text_is_encoded_again(path: Path) -> None:
    first = Vectors(path)
    before = Cached(Counting(), first).encode(["a roof", "a boat"])
    first.close()
    model = Counting()
    cached = Cached(model, Vectors(path))
    trial = len(model.asked)
    assert np.array_equal(cached.encode(["a roof", "a boat"]), before)
    assert len(model.asked) == trial
    cached.encode(["a roof", "a chair"])
    assert model.asked[trial:] == ["a chair"]


def test_the_oldest_make_room(path: Path) -> None:
    vectors = Vectors(path, most=10)
    for at in range(25):
        vectors[str(at)] = b"12345678"
    assert list(vectors) == [str(at) for at in range(15, 25)]
    vectors["17"] = b"new"
    vectors["25"] = b"x"
    assert "17" in vectors
    assert len(vectors) <= 10
    with pytest.raises(KeyError):
        vectors["3"]


@pytest.mark.parametrize("rubbish", [b"", b"no database at all" * 300, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_thrown_away(path: Path, rubbish: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(rubbish)
    vectors = Vectors(path)
    assert vectors.get("a") is None
    vectors["a"] = b"1234"
    assert Vectors(path)["a"] == b"1234"


def test_damage_on_the_way_is_seen(path: Path) -> None:
    vectors = Vectors(path)
    for at in range(300):
        vectors[str(at)] = bytes(400)
    vectors.close()
    raw = bytearray(path.read_bytes())
    raw[8192:65536] = b"\xff" * (65536 - 8192)
    path.write_bytes(bytes(raw))
    again = Vectors(path)
    for at in range(300):
        again.get(str(at))
    again["new"] = b"1"
    assert again["new"] == b"1"


def test_a_folder_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "vectors.db").mkdir()
    vectors = Vectors(tmp_path / "vectors.db")
    vectors["a"] = b"1"
    assert "a" not in vectors
    assert len(vectors) == 0


def test_what_nobody_says_any_more_is_forgotten(path: Path) -> None:
    vectors = Vectors(path)
    secret = b"a vector of somebody who left"
    vectors["gone"], vectors["here"] = secret, b"1"
    assert vectors.keep_only({"here"}) == 1
    assert list(vectors) == ["here"]
    vectors.close()
    assert secret not in path.read_bytes()
    with pytest.raises(KeyError):
        del vectors["gone"]
