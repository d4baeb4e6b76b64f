"""What is public is read from the rows that said it; forgotten words are no words."""

import pytest

from bot.ui import Message, Post
from bot.wire import dumps
from handlers.post_out import words


@pytest.mark.parametrize(
    ("row", "said"),
    [(dumps(Post("Nine people met. 1/2")), "Nine people met. 1/2"), (dumps(Message("A card")), ""), ("", "")],
)
def test_the_words_of_a_row(row: str, said: str) -> None:
    assert words(row) == said
