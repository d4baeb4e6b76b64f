"""Settings: every fault is one sentence with the setting's name, secrets are kept to oneself, tests own the clock."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import plugins
from bot.settings import clock_of, kept, read, secret_key
from domain.errors import Misconfigured


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of this machine."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("TERTULIA_")]:
        monkeypatch.delenv(name)


def test_without_any_setting_it_runs_on_this_machine() -> None:
    settings = read()
    assert (settings.host, settings.database_url) == ("127.0.0.1", "sqlite:///data/tertulia.db")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TIMEZONE", "Mars/Olympus", "is no time zone; write one such as Europe/Madrid"),
        ("PUBLIC_URL", "tertulia.example", "must begin with https://"),
        ("PORT", "many", "valid integer"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("ADMISSION", "closed", "'open', 'code' or 'approval'"),
        ("LOG_LEVEL", "loud", "'debug'"),
        ("LOG_FORMAT", "xml", "'console' or 'json'"),
        ("BACKUP_KEEP", "some", "valid integer"),
        ("TEST", "perhaps", "valid boolean"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"TERTULIA_{name}", value)
    with pytest.raises(Misconfigured) as refused:
        read()
    sentence = str(refused.value)
    assert sentence.startswith(f"TERTULIA_{name}: ")
    assert says in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "value"), [("CLOCK_FILE", "7"), ("FAILPOINT", "outbox.claimed:3"), ("RANDOM_SEED", "7")]
)
def test_what_is_for_tests_is_refused_elsewhere(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"TERTULIA_{name}", value)
    with pytest.raises(Misconfigured, match="are for tests"):
        read()
    monkeypatch.setenv("TERTULIA_TEST", "1")
    assert read().test


@pytest.mark.parametrize("value", ["outbox.nowhere", "outbox.claimed:0", "outbox.claimed:soon"])
def test_a_failpoint_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TERTULIA_FAILPOINT", value)
    with pytest.raises(Misconfigured, match="TERTULIA_FAILPOINT"):
        read()


def test_empty_means_not_set_and_a_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TERTULIA_PUBLIC_URL=https://tertulia.example/\nOTHER=1\n")
    monkeypatch.setenv("TERTULIA_TIMEZONE", "")
    settings = read()
    assert (settings.public_url, settings.timezone) == ("https://tertulia.example", "Europe/Madrid")


def test_no_setting_shows_a_secret() -> None:
    settings = read(secret_key="hush-hush-hush", owner_code="sesame-sesame", metrics_token="metrics-hush")
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "hush" not in shown
        assert "sesame" not in shown


def test_a_secret_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    settings, folder = read(), tmp_path / "data"
    made = secret_key(settings, folder)
    assert len(made) >= 32
    assert secret_key(settings, folder) == made
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert secret_key(read(secret_key="given"), folder) == "given"


def test_a_secret_file_that_a_crash_left_empty_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o644)
    assert kept(path, lambda: "new") == "new"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_cannot_be_kept_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match=r"cannot be kept \(.*\): "):
        kept(tmp_path / "file" / "secret", lambda: "new")


def test_the_clock_is_the_machines_or_a_files(tmp_path: Path) -> None:
    before = datetime.now(UTC)
    assert before <= clock_of(read())() <= datetime.now(UTC)
    file = tmp_path / "clock"
    file.write_text("2026-11-18T12:00:00+01:00\n")
    clock = clock_of(read(test=True, clock_file=file))
    assert clock() == datetime(2026, 11, 18, 11, tzinfo=UTC)
    file.write_text("2027-01-01T00:00:00+00:00")
    os.utime(file, ns=(1, 1))
    assert clock() == datetime(2027, 1, 1, tzinfo=UTC)
    file.write_text("")  # somebody is just writing it
    os.utime(file, ns=(2, 2))
    assert clock() == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_plugin_is_found_by_name_or_refused() -> None:
    assert plugins.load("tertulia.adapters", "console", "bot.adapters.console:Console").__name__ == "Console"
    for nowhere in ("bot.adapters.nothing:Thing", "bot.adapters.console:Nothing"):
        with pytest.raises(Misconfigured, match="There is no 'nothing'"):
            plugins.load("tertulia.adapters", "nothing", nowhere)
    assert plugins.load("console_scripts", "pytest", "").__name__ in {"console_main", "_console_main"}
    assert plugins.installed("tertulia.nothing") == []
    assert len(plugins.installed("babel.checkers")) > 1
