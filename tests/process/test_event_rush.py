"""A rush on events in small: the bot is killed in the middle of it, and what is left holds."""

from benchmarks import events


def test_a_rush_with_a_kill_oversells_nothing_and_tells_each_seat_once() -> None:
    assert events.main(["--events=3", "--places=5", "--people=90", "--kills=1", "--between=0.5"]) == 0
