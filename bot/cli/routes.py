"""`tertulia routes`: every command, button, form and web address with the role it needs."""

import json
from typing import Annotated

import typer

from bot.router import Routes
from handlers import ROUTERS

app = typer.Typer(add_completion=False)

WEB = (
    ("POST", "/telegram", "platform"),
    ("POST", "/slack", "platform"),
    ("GET", "/slack/install", "anyone"),
    ("GET", "/slack/oauth", "anyone"),
    ("GET", "/healthz", "anyone"),
    ("GET", "/readyz", "anyone"),
    ("GET", "/metrics", "token"),
    ("GET", "/calendar/<token>.ics", "token"),
)
"""Web addresses are judged by their own signatures and tokens, not by a member's role."""


@app.command()
def routes(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False) -> None:
    """List every route with its role."""
    rows = [
        {
            "kind": route.kind,
            "word": route.word,
            "role": route.role.word,
            "help": route.help,
            "feature": feature(route.handler),
        }
        for route in sorted(Routes(ROUTERS), key=lambda route: (route.kind, route.word))
    ]
    rows += [
        {"kind": "web", "word": f"{verb} {path}", "role": role, "help": "", "feature": "web"}
        for verb, path, role in WEB
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo(f"{row['kind']:9} {row['word']:22} {row['role']:9} {row['help']}")


def feature(handler: object) -> str:
    """The feature's name is its file's."""
    return str(getattr(handler, "__module__", "")).removeprefix("handlers.")
