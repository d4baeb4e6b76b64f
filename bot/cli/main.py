"""The command `tertulia`: a list of commands, each in its own file and imported only when it is asked for."""

import gc
import sys
from difflib import get_close_matches
from importlib import import_module

import typer

from domain.errors import TertuliaError

COMMANDS = {
    "demo": "The whole loop without any account, in the browser.",
    "run": "The bot: chats, web, clock and sender in one process.",
    "say": "Talk to the bot in the terminal.",
    "check": "What is configured, what is wrong, and what to do.",
    "migrate": "Bring the database up or down.",
    "match": "The matching engine on files; nothing is sent.",
    "round": "The next matching round: see it, then release it.",
    "fairness": "Who was served and who was left out, group by group.",
    "learning": "What matching has learnt from outcomes, and the way back.",
    "manifest": "What to paste where a platform wants an app described.",
    "import": "Members from a list, each with a claim link.",
    "export": "Everything we hold on one person, as JSON.",
    "erase": "Erase one person, with a receipt.",
    "outbox": "Sends that need a person.",
    "backup": "Everything that the database holds, into one file.",
    "restore": "A backup into a database of either kind.",
    "routes": "Every command, button and form with the role it needs.",
    "simulate": "A community living for weeks in minutes, and its counts.",
}
"""Each command's line in `tertulia --help`; its file is `bot/cli/NAME.py` and holds `app`."""
_FILES = {"import": "import_"}


USAGE = (
    "Usage: tertulia COMMAND [OPTIONS]\n\nTertulia: the host of your community, on Telegram and Slack.\n\nCommands:\n"
)


def main() -> None:
    """Run a command; what is ours to explain ends with one sentence and exit code 1."""
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name in {"--help", "-h", "help"}:
        sys.stdout.write(_help())
        return
    if name not in COMMANDS:
        near = get_close_matches(name, COMMANDS, 1)
        sys.stderr.write(
            f"There is no command {name!r}{f'; did you mean {near[0]!r}' if near else ''}: see tertulia --help\n"
        )
        sys.exit(2)
    app = _command(name)
    app.pretty_exceptions_enable = False
    try:
        app(sys.argv[2:], prog_name=f"tertulia {name}")
    except TertuliaError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def _command(name: str) -> typer.Typer:
    """The command's own file, read without the collector: it would look through each library again and again.

    A sixth of the start was its; what is loaded now stays for good, so it need never be looked through.
    """
    gc.disable()
    try:
        app: typer.Typer = import_module(f"bot.cli.{_FILES.get(name, name)}").app
    finally:
        gc.freeze()
        gc.enable()
    return app


def _help() -> str:
    return USAGE + "".join(f"  {name:10} {line}\n" for name, line in COMMANDS.items())
