"""Texts read once: their letters, sense, concepts, language and vector, kept by what they say and never read twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from threading import Lock

from matching import languages, ragged
from matching.arrays import Array, Bytes, Floats, Halves, Ints, Whole, np
from matching.centring import Centring
from matching.encoder import Tier, Vectors
from matching.hearing import hear
from matching.lexical import Features
from matching.lexicon import Lexicon
from matching.ragged import Ragged
from matching.senses import KEPT, senses

BUCKETS = 1 << 16
"""Runs of letters share this many numbers: so few of a text's meet by chance that it changes nothing."""
TOGETHER = 1024
"""New texts that are read before the next: what reading needs on the way is much more than what is kept."""
LANGUAGES = ("", *languages.LANGUAGES)
READ_BY = (
    "reading.py",
    "hearing.py",
    "vocabulary.py",
    "negation.py",
    "data/unwanted.toml",
    "text.py",
    "languages.py",
    "lexical.py",
    "lexicon.py",
    "senses.py",
    "data/words.toml",
)


@dataclass(frozen=True)
class Texts:
    """What was found in some texts, a row each."""

    letters: Ragged
    concepts: Ragged
    sense: Whole
    """The few concepts of the lexicon that a text sounds like, as places in `Senses.keys`."""
    weights: Floats
    spoken: Bytes
    """The language, as a place in LANGUAGES."""
    vectors: Halves
    """As the model gave them; of no length where there is no model."""

    def __len__(self) -> int:
        return len(self.spoken)

    def take(self, rows: Ints) -> "Texts":
        return Texts(
            self.letters.take(rows),
            self.concepts.take(rows),
            self.sense[rows],
            self.weights[rows],
            self.spoken[rows],
            self.vectors[rows],
        )

    def bare(self) -> "Texts":
        """The same without what a model gave, for whoever has turned that already."""
        return replace(self, vectors=np.empty((len(self), 0), np.float16))

    def named(self, row: int) -> dict[int, float]:
        """The concepts of a text, as places in `Reader.keys`."""
        ids, weights = self.concepts.row(row)
        return {one: round(sure, 6) for one, sure in zip(ids.tolist(), weights.tolist(), strict=True)}

    def language(self, row: int) -> str:
        return LANGUAGES[self.spoken[row]]


def joined(parts: Sequence[Texts]) -> Texts:
    """All rows, one after the other."""
    return Texts(
        ragged.joined([part.letters for part in parts]),
        ragged.joined([part.concepts for part in parts]),
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("sense", "weights", "spoken", "vectors")
        ),
    )


class Reader:
    """Reads texts with a lexicon and, where a tier has one, a sentence model; what it has read it knows.

    Raises:
        EncoderUnusableError: the model gives nonsense.
    """

    def __init__(self, tier: Tier, lexicon: Lexicon, known: "Known | None" = None) -> None:
        self.tier, self.lexicon = tier, lexicon
        self.senses = senses(lexicon)
        self.keys = tuple(lexicon.concepts)
        self._places = {key: at for at, key in enumerate(self.keys)}
        self.stamp = stamp(tier, lexicon)
        self.known = known if known is not None and known.stamp == self.stamp else Known(self.stamp)
        self.centring = Centring(tier.encoder.name, self._encoded, lexicon) if tier.encoder is not None else None

    def _encoded(self, said: Sequence[str]) -> Vectors:
        return self.read(said).vectors.astype(np.float32)

    def read(self, said: Sequence[str]) -> Texts:
        """What is in these texts; only those never seen before are looked at.

        Raises:
            EncoderUnusableError: the model broke on the way.
        """
        keys = [key(one) for one in said]
        missing = self.known.missing(keys)
        if missing:
            at = {one: place for place, one in enumerate(keys)}
            for start in range(0, len(missing), TOGETHER):
                some = missing[start : start + TOGETHER]
                self.known.add(some, self._afresh([said[at[one]] for one in some]))
        return self.known.take(keys)

    def _afresh(self, said: Sequence[str]) -> Texts:
        heard = [hear(one, self.lexicon) for one in said]
        sense: Whole = np.zeros((len(said), KEPT), ragged.narrowest(len(self.senses.keys)))
        weights = np.zeros((len(said), KEPT), np.float32)
        for row, one in enumerate(heard):
            kept = slice(min(KEPT, len(one.sense.ids)))
            sense[row, kept], weights[row, kept] = one.sense.ids[kept], one.sense.weights[kept]
        return Texts(
            ragged.made([_folded(one.letters) for one in heard], BUCKETS),
            ragged.made([self._numbered(one.concepts) for one in heard], len(self.keys)),
            sense,
            weights,
            np.array([LANGUAGES.index(one.language) for one in heard], np.int8),
            self._vectors([one.said for one in heard]),
        )

    def _vectors(self, said: Sequence[str]) -> Halves:
        """A text about nothing has the vector zero: it is like no other."""
        if self.tier.encoder is None:
            return np.empty((len(said), 0), np.float16)
        speaks = np.array([bool(one.strip()) for one in said], bool)
        return np.asarray(self.tier.encoder.encode(said) * speaks[:, None], np.float16)

    def _numbered(self, concepts: Mapping[str, float]) -> tuple[Array, Array]:
        return np.array([self._places[one] for one in concepts], np.int32), np.array(list(concepts.values()))

    def centred(self, texts: Texts, spoken: Bytes) -> Vectors:
        """Vectors without what only tells their language."""
        if self.centring is None or not len(texts):
            return np.empty((len(texts), 0), np.float32)
        return self.centring.centred(texts.vectors, [LANGUAGES[at] for at in spoken.tolist()])


class Known:
    """All that a reader has read, by the text's hash. The stamp says with which lexicon and which model."""

    def __init__(self, stamp: str) -> None:
        self.stamp = stamp
        self.places: dict[bytes, int] = {}
        self._parts: list[Texts] = []
        self._lock = Lock()  # two needs may be looked at in two threads

    def missing(self, keys: Sequence[bytes]) -> list[bytes]:
        """Those of these texts that are not known yet, each once."""
        with self._lock:
            return [one for one in dict.fromkeys(keys) if one not in self.places]

    def add(self, keys: Sequence[bytes], texts: Texts) -> None:
        """Keep what was read; what another thread read meanwhile stays as it is."""
        with self._lock:
            new = [at for at, one in enumerate(keys) if one not in self.places]
            for at in new:
                self.places[keys[at]] = len(self.places)
            self._parts.append(texts.take(np.array(new, np.int64)))

    def take(self, keys: Sequence[bytes]) -> Texts:
        """These texts, in this order."""
        with self._lock:
            if len(self._parts) > 1:
                self._parts = [joined(self._parts)]
            if not self._parts:
                return _nothing()
            return self._parts[0].take(np.array([self.places[one] for one in keys], np.int64))

    def __len__(self) -> int:
        return len(self.places)


def _nothing() -> Texts:
    empty = Ragged(np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.float32))
    return Texts(
        empty,
        empty,
        np.empty((0, KEPT), np.int32),
        np.empty((0, KEPT), np.float32),
        np.empty(0, np.int8),
        np.empty((0, 0), np.float16),
    )


def key(said: str) -> bytes:
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def stamp(tier: Tier, lexicon: Lexicon) -> str:
    """What reading depends on: another lexicon, another model or another way of reading has read nothing yet."""
    model = tier.encoder.name if tier.encoder else ""
    return sha256(f"{_way_of_reading()}\0{model}\0{lexicon.stamp}".encode()).hexdigest()


@cache
def _way_of_reading() -> str:
    """The code that reads: whoever changes it need not remember that something is kept."""
    here = Path(__file__).parent
    return sha256(b"\0".join((here / one).read_bytes() for one in READ_BY)).hexdigest()


def _folded(found: Features) -> tuple[Array, Array]:
    """A text's letters under fewer numbers."""
    ids, places = np.unique(found.ids % BUCKETS, return_inverse=True)
    return ids, np.bincount(places, weights=found.weights, minlength=len(ids))
