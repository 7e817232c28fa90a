"""A line that may be passed by is never one that names a wire or a desk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import find_byline
from cleaners.fields.agencies import _WIRES, is_desk, is_wire, may_name_agency

WORDS = st.sampled_from(
    "Our Staff Special Web News City National Sports Business Foreign Own Digital Correspondents Reporter reporters Desk Team "
    "Bureau Service Monitoring Writers Report Editors Newsroom News-room Agencies an A Admin Press release Editorial Board "
    "Guest Reuters AFP Press Agence France-Presse RFE/RL dpa Sara Gul in Quetta and / | , é7".split()
)
LINES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize("wire", sorted(_WIRES))
def test_every_wire_is_told_by_its_words(wire: str) -> None:
    assert may_name_agency(f"Sara Gul / {wire.upper()}")


@given(LINES)
def test_a_line_without_typical_words_names_no_room(line: str) -> None:
    assert may_name_agency(line) or not (is_desk(line) or is_wire(line))


@given(LINES)
def test_a_byline_without_a_label_names_an_agency(line: str) -> None:
    assert may_name_agency(line) or find_byline(line) is None or line.startswith("By")
