"""What a person can ask for: commands, buttons, forms and happenings, each with the role it needs."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.context import Ctx
from bot.forms import Form
from bot.incoming import Commanded, Happened
from bot.ui import Message, Press
from domain.roles import Role

P = TypeVar("P", bound=Press)
F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Open:
    """Opens a form, with what is already known; `only` asks a single question of it, `at` goes on in its middle."""

    form: Form
    only: str = ""
    at: str = ""


Reply = Message | Open | tuple[Message | Open, ...] | None
Handler = Callable[[Ctx, Any], Reply]


@dataclass(frozen=True)
class Route:
    """A handler with its kind (`command`, `press`, `form`, `happened`), its word and the role it needs."""

    kind: str
    word: str
    role: Role
    handler: Handler
    value: type[Any]

    @property
    def help(self) -> str:
        """The first line of the handler's docstring: a catalogue id."""
        return (inspect.getdoc(self.handler) or "").split("\n")[0]


class Router:
    """A feature's routes, collected by decorators; a bad signature fails at import."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def command(
        self, word: str, role: Role = Role.MEMBER
    ) -> Callable[[Callable[[Ctx, Commanded], Reply]], Callable[[Ctx, Commanded], Reply]]:
        """`/word …`: the handler gets the rest of the line."""
        return lambda handler: self._add("command", word, role, handler, Commanded)

    def press(
        self, press: type[P], role: Role = Role.MEMBER
    ) -> Callable[[Callable[[Ctx, P], Reply]], Callable[[Ctx, P], Reply]]:
        """A button of that type."""
        return lambda handler: self._add("press", press.tag, role, handler, press)

    def form(
        self, form: type[F], role: Role = Role.MEMBER
    ) -> Callable[[Callable[[Ctx, F], Reply]], Callable[[Ctx, F], Reply]]:
        """A form that was filled and whose fields were accepted."""
        return lambda handler: self._add("form", form.tag, role, handler, form)

    def happened(
        self, what: str, role: Role = Role.STRANGER
    ) -> Callable[[Callable[[Ctx, Happened], Reply]], Callable[[Ctx, Happened], Reply]]:
        """Something that is neither said nor pressed."""
        return lambda handler: self._add("happened", what, role, handler, Happened)

    def _add(self, kind: str, word: str, role: Role, handler: Any, value: type[Any]) -> Any:
        if inspect.iscoroutinefunction(handler) or len(inspect.signature(handler).parameters) != 2:
            raise TypeError(f"{handler.__qualname__}: a handler is a plain function of ctx and one value")
        self.routes.append(Route(kind, word, role, handler, value))
        return handler


class Routes:
    """All routers together; two features that claim the same word do not start."""

    def __init__(self, routers: Iterable[Router]) -> None:
        self._routes: dict[tuple[str, str], Route] = {}
        for route in (route for router in routers for route in router.routes):
            if (route.kind, route.word) in self._routes:
                raise ValueError(f"Two handlers for the {route.kind} {route.word!r}")
            self._routes[route.kind, route.word] = route

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes.values())

    def find(self, kind: str, word: str) -> Route | None:
        """The route of that kind and word."""
        return self._routes.get((kind, word))

    def commands(self, role: Role) -> list[Route]:
        """The commands that this role reaches, by their word."""
        return sorted((r for r in self if r.kind == "command" and r.role <= role), key=lambda r: r.word)

    def unpack(self, packed: str) -> tuple[Route, Press] | None:
        """The route and the value of a button's data; None on anything hostile."""
        route = self.find("press", packed.partition(":")[0])
        press = route.value.unpack(packed) if route else None
        return (route, press) if route and press is not None else None

    def menu(self) -> tuple[tuple[str, str, Role], ...]:
        """Every command's word, help and role, by its word."""
        return tuple((route.word, route.help, route.role) for route in self.commands(Role.OWNER))
