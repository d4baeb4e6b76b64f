"""The Slack app manifest: every address is the deployment's, every scope is used, JSON and YAML say the same."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.adapters.slack_manifest import as_yaml, manifest
from bot.cli.manifest import slack


def printed(monkeypatch: pytest.MonkeyPatch, *options: str, **env: str) -> tuple[str, str]:
    """What the command prints with these variables set: its result, and what it warns of."""
    for name, value in env.items():
        monkeypatch.setenv(f"TERTULIA_{name}", value)
    app = typer.Typer()
    app.command()(slack)
    result = CliRunner().invoke(app, options)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def test_requests_come_to_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    env = {"PUBLIC_URL": "https://host.example", "SLACK_CLIENT_ID": "1.1"}
    out, warned = printed(monkeypatch, "--json", **env)
    shown: dict[str, Any] = json.loads(out)
    hook = "https://host.example/slack"
    assert shown["settings"]["event_subscriptions"]["request_url"] == hook
    assert shown["settings"]["interactivity"] == {"is_enabled": True, "request_url": hook}
    assert (
        shown["features"]["slash_commands"][0] | {"command": "/tertulia", "url": hook}
        == shown["features"]["slash_commands"][0]
    )
    assert shown["oauth_config"]["redirect_urls"] == ["https://host.example/slack/oauth"]
    assert warned == ""


def test_a_socket_needs_no_address_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    out, warned = printed(monkeypatch, "--json", SLACK_APP_TOKEN="xapp-1")
    assert "http" not in out
    assert json.loads(out)["settings"]["socket_mode_enabled"] is True
    assert warned == ""


def test_an_address_that_slack_cannot_reach_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    out, warned = printed(monkeypatch)
    assert out.startswith('display_information:\n  name: "Tertulia"\n')
    assert "TERTULIA_PUBLIC_URL" in warned


def test_yaml_says_what_json_says() -> None:
    whole = manifest("https://host.example", oauth=True)
    read = as_yaml(whole)
    assert '    bot:\n      - "app_mentions:read"' in read
    assert '    - command: "/tertulia"\n      description: "Ask the host"' in read
    assert "  org_deploy_enabled: false" in read
