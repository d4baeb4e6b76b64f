"""Slack's JSON Schemas, where the reference data is at hand: blocks and views once more, from another source."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

Json = dict[str, Any]

FILES = ("slack-block.schema.json", "slack-view.schema.json")
VIEWS = {"view:modal": "ModalView", "view:home": "HomeView"}


def reference() -> Path:
    """Beside the repository, or where the environment says."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "reference"
    return Path(os.environ.get("TERTULIA_REFERENCE", beside))


def at_hand() -> bool:
    """Are both schemas there?"""
    return all((reference() / name).is_file() for name in FILES)


def against_schema(kind: str, given: Json) -> Iterator[str]:
    """What the schema of this kind of block, or of `view:modal` and `view:home`, has against it."""
    validator = _validators().get(kind)
    error = best_match(validator.iter_errors(given)) if validator is not None else None
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path)
        yield f"{kind}: against the schema at /{place}: {error.message[:200]}"


@cache
def _validators() -> dict[str, Draft7Validator]:
    """One validator a kind, all over the same definitions; none where the files are absent."""
    if not at_hand():
        return {}
    blocks, views = (json.loads((reference() / name).read_text(encoding="utf-8"))["definitions"] for name in FILES)
    found = {kind: _validator(views, name) for kind, name in VIEWS.items()}
    for name, definition in blocks.items():
        kind = definition.get("properties", {}).get("type", {}).get("const")
        if kind is not None and name.endswith("Block"):
            found[kind] = _validator(blocks, name)
    return found


def _validator(definitions: Json, name: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": definitions})
