"""What posts cost, and whether the month still has room."""

from domain.post_costs import Price


def test_a_thread_costs_each_of_its_posts_and_a_link_costs_more() -> None:
    price = Price(plain=15, linked=200)
    assert price.of(["One", "Two https://tertulia.coop"]) == 215


def test_a_month_has_its_cap() -> None:
    price = Price(plain=100, cap=1000)
    assert price.within(900, ["One"])
    assert not price.within(901, ["One"])
    assert Price(plain=100).within(10**9, ["One"])
