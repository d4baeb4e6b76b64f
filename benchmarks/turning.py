"""Fits what turns a sentence model's vectors: each language's mean, and the directions in which trades differ.

The lexicon says of each trade how clients and providers speak of it in nine languages. What differs between two
sayings of one trade (the language, who speaks, the words) is noise for matching; what differs between trades is what
counts. Linear discriminants keep the second and shrink the first. `python -m benchmarks.turning` reads the lexicon
once with the model (about twenty minutes on one core) and writes `matching/data/turned_MODEL.npz`.
"""

import sys
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matching import languages
from matching.centring import FOLDER
from matching.encoder import ENCODERS
from matching.lexicon import Lexicon, Saying
from matching.lexicon_reading import shipped

SHRINK = 0.85
"""How much of the noise is taken to be alike in all directions, so that few sayings teach nothing wrong."""
KEPT = 100
"""Directions that are kept."""
LONG = 4
"""Words of a phrase: shorter ones are mostly synonyms of the name."""
BATCH = 64

Floats = NDArray[np.float64]


def main() -> int:
    for name, make in ENCODERS.items():
        encoder = make()
        sayings = told(shipped())
        texts = [saying.text for saying in sayings]
        vectors = np.concatenate([encoder.encode(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])
        save(name, *fitted(sayings, vectors.astype(float)))
        print(f"{name}: {len(texts)} sayings read.")
    return 0


def told(lexicon: Lexicon) -> list[Saying]:
    """The name of each trade and what is said of it in whole phrases, each once."""
    return [
        one
        for one in dict.fromkeys(lexicon.sayings)
        if not (concept := lexicon.concepts[one.concept]).context
        and (one.text == concept.names[one.language] or len(one.text.split()) >= LONG)
    ]


def fitted(sayings: list[Saying], vectors: Floats) -> tuple[Mapping[str, Floats], Floats]:
    """Each language's mean, and the matrix that turns what is left."""
    spoken = np.array([saying.language for saying in sayings])
    means = {language: vectors[spoken == language].mean(axis=0) for language in languages.LANGUAGES}
    left = vectors - np.stack([means[language] for language in spoken])
    left /= np.linalg.norm(left, axis=1, keepdims=True)
    _, trade = np.unique([saying.concept for saying in sayings], return_inverse=True)
    counts = np.bincount(trade)
    middle = np.zeros((len(counts), left.shape[1]))
    np.add.at(middle, trade, left)
    middle /= counts[:, None]
    return means, _directions(left - middle[trade], middle)


def _directions(noise: Floats, middle: Floats) -> Floats:
    spread = noise.T @ noise / len(noise)
    spread *= len(spread) / np.trace(spread)
    values, axes = np.linalg.eigh((1 - SHRINK) * spread + SHRINK * np.eye(len(spread)))
    whiten = axes @ np.diag(values**-0.5) @ axes.T
    _, _, directions = np.linalg.svd((middle - middle.mean(axis=0)) @ whiten, full_matrices=False)
    return np.asarray(whiten @ directions[:KEPT].T)


def save(name: str, means: Mapping[str, Floats], turn: Floats) -> None:
    table = np.stack([means[language] for language in languages.LANGUAGES])
    np.savez_compressed(FOLDER / f"turned_{name}.npz", means=table.astype(np.float32), turn=turn.astype(np.float16))


if __name__ == "__main__":
    sys.exit(main())
