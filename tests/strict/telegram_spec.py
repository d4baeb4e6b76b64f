"""Checks a call against the machine-readable specification of the Bot API, where it is at hand."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from emulators.telegram import Upload

FILE = "telegram-bot-api-10.0.json"


def specification_path() -> Path:
    """Where the reference data lies: named by the environment, or beside the checkout."""
    named = os.environ.get("TERTULIA_REFERENCE")
    folder = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "reference"
    return folder / FILE


@cache
def specification() -> dict[str, Any] | None:
    """The whole specification, or None where there is none."""
    path = specification_path()
    if not path.is_file():
        return None
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def against_specification(method: str, params: dict[str, Any]) -> str | None:
    """What the specification says against this call; None too where there is no specification."""
    spec = specification()
    if spec is None:
        return None
    described = spec["methods"].get(method)
    if described is None:
        return f"{method} is no method of the Bot API"
    return _object(spec, described.get("fields", []), params, method)


def _object(spec: dict[str, Any], fields: list[dict[str, Any]], value: dict[str, Any], where: str) -> str | None:
    known = {field["name"]: field for field in fields}
    unknown = sorted(set(value) - set(known))
    if unknown:
        return f"{where} has no field {', '.join(unknown)}"
    for name, field in known.items():
        if name not in value:
            if field["required"]:
                return f"{where} lacks {name}"
            continue
        problems = [_typed(spec, kind, value[name], f"{where}.{name}") for kind in field["types"]]
        if all(problems):
            return problems[0]
    return None


def _typed(spec: dict[str, Any], kind: str, value: Any, where: str) -> str | None:
    """None if the value has this type, else a sentence."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return f"{where} is not an array"
        inner = kind.removeprefix("Array of ")
        return next(filter(None, (_typed(spec, inner, item, f"{where}[]") for item in value)), None)
    if kind in {"Integer", "Float", "String", "Boolean", "InputFile"}:
        return None if _plain(kind, value) else f"{where} is not of type {kind}"
    described = spec["types"][kind]
    if not isinstance(value, dict):
        return f"{where} is not a {kind}"
    if described.get("subtypes"):
        problems = [_typed(spec, subtype, value, where) for subtype in described["subtypes"]]
        return problems[0] if all(problems) else None
    return _object(spec, described.get("fields", []), value, where)


def _plain(kind: str, value: Any) -> bool:
    if isinstance(value, bool):
        return kind == "Boolean"
    match kind:
        case "Integer":
            return isinstance(value, int)
        case "Float":
            return isinstance(value, int | float)
        case "String":
            return isinstance(value, str)
        case "InputFile":
            return isinstance(value, Upload)
    return False
