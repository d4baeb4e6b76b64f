"""Takes out of a vector what only tells its language, so that languages meet in the middle."""

from collections.abc import Sequence

import numpy as np

from matching import languages, lexicon
from matching.encoder import Encoder, Vectors

EXAMPLES = 40
"""Texts a language that its mean is taken from."""


class Centring:
    """The mean vector of each language, from the lexicon's own phrases and never from the members: who joins or
    leaves changes nothing for two others.
    """

    def __init__(self, encoder: Encoder, words: lexicon.Lexicon) -> None:
        self._encoder = encoder
        means = {}
        for language in languages.LANGUAGES:
            names = [concept.names[language] for concept in words.concepts.values()][:EXAMPLES]
            means[language] = encoder.encode(names).mean(axis=0)
        means[""] = np.mean(list(means.values()), axis=0)
        self._means = means

    def encode(self, texts: Sequence[str], spoken: Sequence[str]) -> Vectors:
        """Centred vectors of length one; `spoken` is each text's language, empty where it is not known."""
        vectors = self._encoder.encode(texts)
        if not len(vectors):
            return vectors
        centred = vectors - np.stack([self._means.get(language, self._means[""]) for language in spoken])
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        return np.asarray(centred / np.maximum(lengths, 1e-6), dtype=np.float32)
