"""Words are counted and compared as their pattern finds them, whichever way is taken to find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks.shape import WORD, count_words, key_of, split_words

SIGNS = st.sampled_from("abZ9_'’‘-–— .,\n\t\xa0éÉßºˆ˜²İıſ\u200cک۔\x85\x81A中")


@given(st.text(SIGNS, max_size=30) | st.text(max_size=30))
def test_words_are_those_of_the_pattern(text: str) -> None:
    assert split_words(text) == WORD.findall(text)
    assert key_of(text) == " ".join(WORD.findall(text.lower()))
    assert count_words(text) == len(WORD.findall(text))
