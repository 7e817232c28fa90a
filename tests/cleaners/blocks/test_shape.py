"""Words are counted and compared as their pattern finds them, whichever way is taken to find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks.shape import (
    CHARACTERS_A_WORD,
    WORD,
    count_words,
    ends_sentence,
    holds_sentence,
    is_prose,
    key_of,
    split_words,
)

SIGNS = st.sampled_from("abZ9_'’‘-–— .,\n\t\xa0éÉßºˆ˜²İıſ\u200cک۔\x85\x81A中")


@given(st.text(SIGNS, max_size=30) | st.text(max_size=30))
def test_words_are_those_of_the_pattern(text: str) -> None:
    assert split_words(text) == WORD.findall(text)
    assert key_of(text) == " ".join(WORD.findall(text.lower()))
    if not any(script.search(text) for script, _ in CHARACTERS_A_WORD):
        assert count_words(text) == len(WORD.findall(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("中", 1),
        ("橋は金曜日に開通しました。", 6),
        ("大桥星期五通车，部长说。", 5),
        ("สะพานเปิดเมื่อวันศุกร์", 5),
        ("カブール by night", 4),
        ("The bridge opened", 3),
    ],
)
def test_scripts_without_spaces_are_counted_by_characters(text: str, words: int) -> None:
    assert count_words(text) == words


def test_sentences_of_other_scripts_are_prose() -> None:
    text = "大桥星期五通车，交通部长在喀布尔对记者说，这条公路已经修了两年。孩子们第一次走过了大桥。"
    assert ends_sentence(text)
    assert is_prose(text)
    assert holds_sentence(text)
    assert not is_prose("喀布尔大桥通车")
