"""What holds for every repair and any text: exact undoing, a second run changes nothing, no error, linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repair import REPAIRS, repair_text, undo_repairs
from cleaners.repair.edits import undo_edits
from tests.support.waiting import must_end

# Single characters that some repair looks for, and pieces that one meets only by chance otherwise.
TRIGGERS = (
    "ÂâÃ€™œ\x80\x9d\x93“”‘’–—…¦¢¬¹ØÙÚÛ§©طظعغآأ؛،؟پکچاب abAns.-\n\u00ad\u200b\u200c\u200d\u200e\u200f\u202e\x1b[0m;&#38"
    "pbXx97ÇáãÓéو\u0640یيكمﻻﺳﷺ\u064b\u0300\ud83d\ude00\ufffd\ufeff\xa0\t\r\u2028🏴\U000e0067Г┬┐í„ШЩ\u094d"
)
PIECES = (
    "&amp;", "&#97;", "&nbsp", "&#13;", "&lt", "&#55357;&#56832;", "â€", "â€œ", "â€â€œ", "Â ", "co-\n", "tion", "Ã©", "ط§ظ„",
    "ط·آ§", "ØªÙ", "ÛÛ", "Ù ", "ÓáÇã", "\x1b[1m", "don", "ât", "âs ", " the ", "“a”", "a“", "ШіЩ„", "می\u200c", "√", "ðŸ˜€",
)  # fmt: skip
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(TRIGGERS), st.sampled_from(PIECES), st.characters(), st.characters(categories=["Cs"])
    ),
    max_size=30,
).map("".join)

every_repair = pytest.mark.parametrize("name", sorted(REPAIRS))


@every_repair
@given(text=TEXTS)
def test_a_repair_is_undone_exactly_and_settles_at_once(name: str, text: str) -> None:
    repaired, edits, _ = REPAIRS[name](text)
    assert undo_edits(repaired, edits) == text
    assert all(edit.before != edit.after for edit in edits)
    assert (repaired == text) == (not edits)
    assert REPAIRS[name](repaired).edits == ()


@given(TEXTS)
def test_all_repairs_together_are_undone_exactly(text: str) -> None:
    repaired, repairs = repair_text(text, REPAIRS)
    assert undo_repairs(repaired, repairs) == text


SIZE = 250_000  # characters, about 0.5 MB: a text made to be slow: the square of it takes hours
SLOW = {
    "one letter": "a",
    "combining marks": "\u0300",
    "circumflexes": "Â",
    "lost marks": "â",
    "lost marks and spaces": "sâ ",
    "first bytes": "Ø",
    "first bytes and spaces": "Ù ",
    "Arabic pairs": "ط§",
    "Arabic pairs and letters": "عکa",
    "misread twice": "ط·آ§",
    "windows-1256": "Çá ",
    "pairs of surrogates": "í\xa0½í¸\x80",
    "lone surrogates": "\ud83d ",
    "controls": "\x80a",
    "ampersands": "&",
    "references": "&amp;",
    "half references": "&#9",
    "escapes": "\x1b[1",
    "overrides": "\u202e\u200e ",
    "joiners": "\u200c",
    "joiners and letters": "ب\u200c\u200d",
    "strokes": "ب\u0640\u0640",
    "shapes": "ﻻ",
    "no-break spaces": "\u00a0 ",
    "spaces": " ",
    "hyphens at line ends": "co-\n",
    "soft hyphens at line ends": "a\u00ad\n",
    "opening marks": "a“",
    "pairs of marks": "“a”",
    "line breaks": "\n",
    "carriage returns": "\r",
    "short lines": "the\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("unit", SLOW.values(), ids=SLOW)
def test_no_text_takes_more_than_its_length(unit: str) -> None:
    text = "The پ é " + unit * (SIZE // len(unit)) + "£ and the\nrest"
    with must_end():
        for repair in REPAIRS.values():
            repair(text)
