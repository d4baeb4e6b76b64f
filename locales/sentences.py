"""Every sentence that a person may read, found where the code says it: the ids of all catalogues."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

import handlers
from bot.forms import Form
from bot.router import Routes

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("bot", "handlers", "domain", "scheduler", "web")
REFUSALS = {"Refused", "Forbidden"}
Pair = tuple[str, str]
"""A sentence and its plural, which is empty for most."""


@dataclass
class Found:
    """The sentences so far, each with the files that say it."""

    places: dict[Pair, set[str]] = field(default_factory=dict)

    def add(self, one: str, many: str, place: str) -> None:
        """Note a sentence; what is only places, such as `{question}`, has nothing to translate."""
        if any(map(str.isalpha, re.sub(r"\{\w*\}", "", one))):
            self.places.setdefault((one, many), set()).add(place)


def sentences() -> dict[Pair, set[str]]:
    """All sentences of the project: in calls, in templates, in forms and in the help of commands."""
    found = Found()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            _Reader(path, found).visit(ast.parse(path.read_text("utf-8")))
        for path in sorted((ROOT / folder).rglob("*.html")):
            _template(path, found)
    _forms(found)
    for route in Routes(handlers.ROUTERS):
        if route.kind == "command":
            found.add(route.help, "", _file_of(route.handler.__module__))
    return found.places


def _file_of(module: str) -> str:
    return module.replace(".", "/") + ".py"


def _forms(found: Found) -> None:
    """Forms are complete at run time, whichever module their choices come from."""
    for form in _subclasses(Form):
        if not form.__module__.startswith(FOLDERS):
            continue
        place = _file_of(form.__module__)
        texts = [form.title, form.submit]
        for asked in form.asks().values():
            texts += [asked.label, asked.hint, *(label for _, label in asked.choices)]
        for text in texts:
            found.add(text, "", place)


def _subclasses(form: type[Form]) -> Iterator[type[Form]]:
    for child in form.__subclasses__():
        yield child
        yield from _subclasses(child)


def _template(path: Path, found: Found) -> None:
    """`{{ t("…") }}` and `{{ t.n("…", "…", count) }}` of a page."""
    for call in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
        texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
        plural = isinstance(call.node, nodes.Getattr) and call.node.attr == "n"
        named = call.node.node if isinstance(call.node, nodes.Getattr) and plural else call.node
        if isinstance(named, nodes.Name) and named.name == "t" and texts:
            found.add(texts[0], texts[1] if plural and len(texts) > 1 else "", str(path.relative_to(ROOT)))


class _Reader(ast.NodeVisitor):
    """Reads one file's calls of `t`, `t.n` and of the refusals."""

    def __init__(self, path: Path, found: Found) -> None:
        self._place = str(path.relative_to(ROOT))
        self._module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        self._found = found
        self._scopes: list[ast.AST] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._scopes.append(node)
        self.generic_visit(node)
        self._scopes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if (
            isinstance(node.func, ast.Attribute)
            and name == "n"
            and _name(node.func.value) == "t"
            and len(node.args) > 1
        ):
            for one, many in zip(self._texts(node.args[0]), self._texts(node.args[1]), strict=True):
                self._found.add(one, many, self._place)
        elif (name == "t" or name in REFUSALS) and node.args:
            for text in self._texts(node.args[0]):
                self._found.add(text, "", self._place)
        self.generic_visit(node)

    def _texts(self, node: ast.AST) -> list[str]:
        """The sentences that an expression can be; names are followed to where they are set."""
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.JoinedStr):
            raise SyntaxError(f"{self._place}:{node.lineno}: a sentence with {{name}} places, not an f-string")  # noqa: TRY004 – the sentence is wrong, not a type
        parts = _parts(node)
        if parts is not None:
            return [text for part in parts for text in self._texts(part)]
        if isinstance(node, ast.Name) and (here := self._set_here(node.id)) is not None:
            return here
        return list(_strings(self._value(node)))

    def _set_here(self, name: str) -> list[str] | None:
        """What a local name can be; None where it is not local."""
        for scope in reversed(self._scopes):
            for node in ast.walk(scope):
                if isinstance(node, ast.Assign) and name in map(_name, node.targets):
                    return self._texts(node.value)
                if isinstance(node, ast.For | ast.comprehension) and name in _targets(node.target):
                    return self._iterated(node.iter, _targets(node.target).index(name), len(_targets(node.target)))
            if isinstance(scope, ast.FunctionDef) and name in {
                a.arg for a in ast.walk(scope.args) if isinstance(a, ast.arg)
            }:
                return []
        return None

    def _iterated(self, over: ast.AST, index: int, width: int) -> list[str]:
        """The sentences at one place of each element of a table."""
        items = isinstance(over, ast.Call) and _name(over.func) == "items"
        table = self._value(
            over.func.value if isinstance(over, ast.Call) and isinstance(over.func, ast.Attribute) else over
        )
        rows = table.items() if items and isinstance(table, Mapping) else table
        if not isinstance(rows, Iterable) or isinstance(rows, str):
            return []
        return [text for row in rows for text in _strings(row if width == 1 else tuple(row)[index])]

    def _value(self, node: ast.AST) -> Any:
        """What a module-level name or attribute holds; None where it is not to be known."""
        if isinstance(node, ast.Name):
            return getattr(import_module(self._module), node.id, None)
        if isinstance(node, ast.Attribute):
            return getattr(self._value(node.value), node.attr, None)
        return None


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _targets(node: ast.AST) -> list[str]:
    return [_name(part) for part in node.elts] if isinstance(node, ast.Tuple) else [_name(node)]


def _parts(node: ast.AST) -> list[ast.expr] | None:
    """The expressions that can become the value of this one; None where it is not made of others."""
    match node:
        case ast.IfExp():
            parts = [node.body, node.orelse]
        case ast.BoolOp() | ast.Dict():
            parts = node.values
        case ast.Tuple() | ast.List():
            parts = node.elts
        case ast.Subscript():
            parts = [node.value]
        case ast.Call(func=ast.Attribute(attr="get", value=table)):
            parts = [table, *node.args[1:]]
        case _:
            return None
    return parts


def _strings(value: Any) -> Iterator[str]:
    """The strings of a table, whatever its shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _strings(part)
