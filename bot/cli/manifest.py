"""`tertulia manifest slack`: the app manifest for this deployment, to paste where Slack asks for it."""

import json
from typing import Annotated

import typer

from bot.adapters.slack_manifest import as_yaml, manifest
from bot.adapters.slack_settings import SlackSettings
from bot.settings import checked, read

app = typer.Typer(add_completion=False)
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of YAML.")]


@app.callback()
def manifest_() -> None:
    """What to paste where a platform wants an app described."""


@app.command()
def slack(*, as_json: JsonOption = False) -> None:
    """Print the Slack app manifest for this deployment."""
    address, chosen = read().public_url, checked(SlackSettings)
    shown = manifest(address, socket=chosen.by_socket, oauth=chosen.by_oauth)
    typer.echo(json.dumps(shown, indent=2) if as_json else as_yaml(shown))
    if not address.startswith("https://") and (chosen.by_oauth or not chosen.by_socket):
        typer.echo("Slack reaches https:// addresses only: set TERTULIA_PUBLIC_URL, or use an app token.", err=True)
