"""Takes out of a vector what only tells its language, so that languages meet in the middle."""

from collections.abc import Callable, Sequence

import numpy as np

from matching import languages, lexicon
from matching.encoder import Vectors

EXAMPLES = 40
"""Texts a language that its mean is taken from."""


class Centring:
    """The mean vector of each language, from the lexicon's own phrases and never from the members: who joins or
    leaves changes nothing for two others.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Vectors], words: lexicon.Lexicon) -> None:
        means = {}
        for language in languages.LANGUAGES:
            names = [concept.names[language] for concept in words.concepts.values()][:EXAMPLES]
            means[language] = encode(names).mean(axis=0)
        means[""] = np.mean(list(means.values()), axis=0)
        self._means = means

    def centred(self, vectors: Vectors, spoken: Sequence[str]) -> Vectors:
        """Centred vectors of length one; `spoken` is each text's language, empty where it is not known."""
        moved = vectors - np.stack([self._means.get(language, self._means[""]) for language in spoken])
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return np.asarray(moved / np.maximum(lengths, 1e-6), dtype=np.float32)
