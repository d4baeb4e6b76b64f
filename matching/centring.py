"""Turns vectors so that languages meet and trades part: the language is taken out, what tells the trade is kept."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from matching import languages, lexicon
from matching.arrays import np
from matching.encoder import Stored, Vectors

FOLDER = Path(__file__).parent / "data"
CHUNK = 4096
"""Vectors turned at a time, so that memory stays small."""
EXAMPLES = 40
"""Texts a language that its mean is taken from, for a model that nothing was fitted for."""


class Centring:
    """The mean vector of each language, from the lexicon's own phrases and never from the members: who joins or
    leaves changes nothing for two others. For a model that ships with the project, a matrix as well
    (`python -m benchmarks.turning` makes both).
    """

    def __init__(self, model: str, encode: Callable[[Sequence[str]], Vectors], words: lexicon.Lexicon) -> None:
        fitted = FOLDER / f"turned_{model}.npz"
        self._turn: Vectors | None = None
        if fitted.exists():
            with np.load(fitted) as kept:
                means = dict(zip(languages.LANGUAGES, kept["means"], strict=True))
                self._turn = kept["turn"].astype(np.float32)
        else:
            means = dict(_means(encode, words))
        self._means = means | {"": np.mean(list(means.values()), axis=0)}

    def centred(self, vectors: Stored, spoken: Sequence[str]) -> Vectors:
        """Turned vectors of length one; `spoken` is each text's language, empty where it is not known.

        A text about nothing has the vector zero, and keeps it.
        """
        width = vectors.shape[1] if self._turn is None else self._turn.shape[1]
        found = np.empty((len(vectors), width), np.float32)
        names = {language: at for at, language in enumerate(dict.fromkeys(spoken))}
        means = np.stack([self._means.get(language, self._means[""]) for language in names])
        which = np.fromiter((names[language] for language in spoken), np.int64, len(spoken))
        for start in range(0, len(vectors), CHUNK):
            some = slice(start, start + CHUNK)
            moved = _unit(vectors[some].astype(np.float32) - means[which[some]])
            turned = moved if self._turn is None else _unit(moved @ self._turn)
            found[some] = turned * np.asarray(vectors[some].any(axis=1))[:, None]
        return found


def _means(encode: Callable[[Sequence[str]], Vectors], words: lexicon.Lexicon) -> Mapping[str, Vectors]:
    return {
        language: encode([one.names[language] for one in words.concepts.values()][:EXAMPLES]).mean(axis=0)
        for language in languages.LANGUAGES
    }


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), dtype=np.float32)
