"""Whom it is worth comparing a request with: a quick look at everybody by one matrix product, block by block.

A row's letters and concepts are folded into a few numbers (a count sketch), its sense and meaning are kept whole. A
product of two rows is nearly the score's sum, at a hundredth of the price; who stands out is then compared in full.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.random import PCG64, Generator

from matching import score
from matching.index import SECOND, Asked, Field
from matching.ragged import Floats, Ints, Ragged
from matching.reading import BUCKETS, Texts

SKETCH, SKETCH_ALONE = 256, 256
"""Numbers a row's words are folded into, beside a model and without one."""
PLACES = 4
"""Numbers that each feature is spread over."""
CHUNK = 8192
WIDE = 32_000_000
"""Numbers that are kept in full width; where there are more, half of it, so that memory stays small."""
SEED = 20


class Sketch:
    """Folds what was read in a text into a few numbers whose products are nearly the weighted parts of the score."""

    def __init__(self, concepts: int, senses: int, weights: Mapping[str, float], size: int) -> None:
        chance = Generator(PCG64(SEED))  # the same for ever: where a feature goes is no matter of luck
        features = BUCKETS + concepts
        self._places = chance.integers(0, size, (features, PLACES), dtype=np.int16)
        self._signs = chance.choice(np.array([-1, 1], np.int8), (features, PLACES))
        self._concepts, self._senses = BUCKETS, senses
        self._folded, self.size = size, size + senses
        self._root = {name: weights.get(name, 0.0) ** 0.5 for name in ("letters", "sense", "concept")}
        self._root["concept"] *= SECOND**0.5
        self._related = weights.get("related", 0.0) * SECOND

    def asking(self, texts: Texts, near: Sequence[Ints]) -> Floats:
        """Of texts that ask: an offered trade that is close to one asked for counts as well."""
        found = self.of(texts)
        closeness = self._related / max(self._root["concept"], 1e-6)
        for row in range(len(texts)):
            asked, _ = texts.concepts.row(row)
            close = np.unique(np.concatenate([near[one] for one in asked.tolist()] or [np.empty(0, np.int64)]))
            if len(close):
                features = close.astype(np.int64) + self._concepts
                told = self._signs[features] * np.float32(closeness / PLACES**0.5)
                found[row, : self._folded] += np.bincount(
                    self._places[features].ravel(), told.ravel(), self._folded
                ).astype(np.float32)
        return found

    def of(self, texts: Texts) -> Floats:
        found = np.zeros((len(texts), self.size), np.float32)
        self._fold(found, texts.letters, 0, self._root["letters"])
        self._fold(found, texts.concepts, self._concepts, self._root["concept"])
        # What weighs most is kept whole: a place that is not used has concept 0 and weight 0.
        sense = np.zeros((len(texts), self._senses), np.float32)
        np.add.at(sense, (np.arange(len(texts))[:, None], texts.sense), texts.weights)
        found[:, self._folded :] = sense * np.float32(self._root["sense"])
        return found

    def _fold(self, found: Floats, part: Ragged, offset: int, root: float) -> None:
        if not root:
            return
        for start in range(0, len(part), CHUNK):
            rows = np.arange(start, min(start + CHUNK, len(part)))
            counts, flat = part.flat(rows)
            features = part.ids[flat] + offset
            at = np.repeat(np.arange(len(rows)), counts)[:, None] * self._folded + self._places[features]
            told = (part.weights[flat] * np.float32(root / PLACES**0.5))[:, None] * self._signs[features]
            sums = np.bincount(at.ravel(), weights=told.ravel(), minlength=len(rows) * self._folded)
            found[rows, : self._folded] += sums.reshape(len(rows), self._folded).astype(np.float32)


class Quick:
    """A field laid out for one big product: everybody's whole text, then first offers, then second ones, and so on."""

    def __init__(self, field: Field, people: Ints, sketch: Sketch, weights: Mapping[str, float], bias: float) -> None:
        self._sketch, self._weights, self._bias = sketch, weights, bias
        self._near = field.near
        sizes = np.diff(field.starts)[people]
        several = sizes - 1
        order = np.argsort(-several, kind="stable")
        self.people: Ints = people[order]
        several = several[order]
        rows, self._spans = [field.starts[self.people + 1] - 1], [(0, len(self.people))]
        for place in range(int(several.max(initial=0))):
            some = self.people[several > place]
            self._spans.append((self._spans[-1][1], self._spans[-1][1] + len(some)))
            rows.append(field.starts[some] + place)
        order = np.concatenate(rows)
        self.columns = np.zeros(len(field.rows), np.int64)
        self.columns[order] = np.arange(len(order))
        width = np.float32 if len(order) * (sketch.size + field.vectors.shape[1]) <= WIDE else np.float16
        self._vectors = field.vectors[order].astype(width)
        self._words = np.empty((len(order), sketch.size), width)
        for start in range(0, len(order), CHUNK):
            self._words[start : start + CHUNK] = sketch.of(field.texts.take(order[start : start + CHUNK]))

    def chances(self, asked: Asked) -> tuple[Floats, Floats | None]:
        """Nearly everybody's relevance for each request, in the order of `people`; and what rows mean, exactly."""
        words = _products(self._sketch.asking(asked.texts, self._near), self._words)
        meaning = _products(asked.vectors, self._vectors) if self._vectors.shape[1] else None
        if meaning is not None:
            words += self._weights["meaning"] * np.maximum(meaning, 0)
        first, last = self._spans[0]
        best = words[:, first:last].copy()
        for start, end in self._spans[1:]:
            np.maximum(best[:, : end - start], words[:, start:end], out=best[:, : end - start])
        if meaning is not None:
            best += self._weights["whole"] * np.maximum(meaning[:, first:last], 0)
        return 1.0 / (1.0 + np.exp(-(best + np.float32(self._bias)))), meaning


def _products(left: Floats, right: np.ndarray) -> Floats:
    if right.dtype == np.float32:
        return np.asarray(left @ right.T)
    found = np.empty((len(left), len(right)), np.float32)
    for start in range(0, len(right), CHUNK):
        here = slice(start, start + CHUNK)
        np.matmul(left, right[here].astype(np.float32).T, out=found[:, here])
    return found


def quick(field: Field, people: Ints) -> Quick:
    """A quick look at these people, with the weights that a full one has."""
    model = bool(field.vectors.shape[1])
    row = "encoder" if model else "plain"
    sketch = Sketch(
        len(field.reader.keys), len(field.reader.senses.keys), score.WEIGHTS[row], SKETCH if model else SKETCH_ALONE
    )
    return Quick(field, people, sketch, score.WEIGHTS[row], score.BIAS[row])
