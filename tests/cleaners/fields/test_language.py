"""Languages by their letters and little words."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.fields import Language, detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The minister said on Monday that the border would open for trade.", "en"),
        ("Traders wait at the gate", "en"),
        ("وزیر خارجہ نے کہا ہے کہ سرحد پیر کے روز تجارت کے لیے کھول دی جائے گی", "ur"),
        ("تاجر دروازے پر انتظار کر رہے ہیں", "ur"),
        ("د بهرنیو چارو وزیر وویل چې پوله به د دوشنبې په ورځ د سوداګرۍ لپاره پرانیستل شي", "ps"),
        ("سوداګر دروازې ته انتظار باسي", "ps"),
        ("وزیر خارجه گفت که مرز روز دوشنبه برای تجارت باز می‌شود", "fa"),
        ("بازرگانان در برابر دروازه ایستاده اند و از دولت کمک می خواهند", "fa"),
        ("قال وزير الخارجية إن الحدود ستفتح يوم الاثنين أمام التجارة بعد إغلاق طويل", "ar"),
        ("وەزیری دەرەوە ڕایگەیاند کە سنوورەکە ڕۆژی دووشەممە بۆ بازرگانی دەکرێتەوە", "ku"),
        ("Der Minister sagte am Montag, die Grenze werde nach langer Zeit wieder für den Handel geöffnet.", "de"),
        ("Министр заявил в понедельник, что граница вновь откроется для торговли после долгого перерыва.", "ru"),
    ],
)  # fmt: skip
def test_languages_of_the_region_and_others(text: str, code: str) -> None:
    assert detect_language(text).code == code


@pytest.mark.parametrize(
    ("text", "claim", "region", "expected"),
    [
        ("کابل", "fa", None, Language("fa")),
        ("کابل", "prs", None, Language("fa", "AF")),
        ("کابل", "en-US", None, Language()),
        ("Kabul", "en_GB", None, Language("en")),
        ("Kabul", "ur", None, Language()),
        ("Kabul", None, None, Language()),
        ("2026", "en", None, Language()),
        ("", "en", None, Language()),
        ("The minister said that the border would open.", "ur", None, Language("en")),
        ("وزیر خارجہ نے کہا ہے کہ سرحد کھول دی جائے گی", "en", "PK", Language("ur")),
        ("وزیر خارجه گفت که مرز باز می‌شود و تجارت از سر گرفته شد", "fa", None, Language("fa")),
        ("وزیر خارجه گفت که مرز باز می‌شود و تجارت از سر گرفته شد", None, "AF", Language("fa", "AF")),
        ("والی ولایت گفت که پولیس این مکتب را باز کرد", None, None, Language("fa", "AF")),
        ("استاندار گفت که پلیس این دبیرستان را باز کرد", None, None, Language("fa")),
        ("Der Minister sagte am Montag, die Grenze werde wieder geöffnet. " * 5, "en", None, Language("de")),
    ],
)
def test_claims_decide_only_what_the_text_leaves_open(
    text: str, claim: str | None, region: str | None, expected: Language
) -> None:
    assert detect_language(text, claim, region) == expected


def test_the_model_is_not_loaded_for_the_four_languages() -> None:
    code = (
        "import sys; from cleaners.fields import detect_language, parse_date, find_date_line\n"
        "for text in ('The minister said that the border would open.', 'وزیر نے کہا ہے کہ سرحد کھلی ہے',\n"
        "             'وزیر وویل چې پوله به پرانیستل شي', 'وزیر گفت که مرز در این روز باز شد'):\n"
        "    detect_language(text * 3)\n"
        "parse_date('20 Nov 2026 08:30 PKT'); parse_date('۲۰ میزان ۱۴۰۴'); find_date_line('Updated 3 Nov 2026')\n"
        "print(sorted({'numpy', 'py3langid', 'dateparser'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@given(st.text(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_never_raises(text: str, claim: str | None) -> None:
    found = detect_language(text, claim)
    assert found.code is None or len(found.code) == 2
