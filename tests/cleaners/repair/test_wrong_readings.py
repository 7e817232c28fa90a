"""Invented sentences, damaged as scrapes damage them, come back letter by letter; good text is left alone."""

from __future__ import annotations

import re
from itertools import product

import ftfy.bad_codecs.sloppy  # noqa: F401 - registers the encodings that give every byte a character
import pytest
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES
from hypothesis import given
from hypothesis import strategies as st

from cleaners.repair import repair_text
from cleaners.repair.lost_marks import restore_lost_marks
from cleaners.repair.mojibake import SIGNAL, fix_mojibake
from crawler.config import load_rules
from tests.support.shared import REPOSITORY

SENTENCES = {
    "Urdu": "پشاور: محکمہ آبپاشی نے کہا ہے کہ نہر کی صفائی پیر سے شروع ہو گی، اور ’پانی‘ دو دن بند رہے گا۔",
    "Urdu, short": "یہ حال اچھا ہے",
    "Dari": "کابل: وزارت معارف گفت که «مکتب‌های» تازهٔ بلخ، پس از ژاله‌باری چهارشنبه، دوباره باز می‌شوند.",
    "Pashto": "د ښار ښوونځي به د راتلونکې اونۍ په پيل کې پرانيستل شي، چارواکو وویل: «زموږ ځوانان ډېر خوښ دي.»",
    "Arabic": "قالت الوزارة إنّ الطريق سيفتح يوم الأحد، وإنّ 150 شاحنة تنتظر عند المعبر؟",
    "English": "“We’ve waited — three days,” said the driver… It’s the café’s 2nd opening – at €5.",
    "mixed": "The report, “آب و زمین”, was read in Kabul’s café – سلام – on Monday.",
}
LETTERS = "ابپتټثجچځحخدډذرړزژسشښصضطظعغفقکګلمنڼوهیېۍ"

every_sentence = pytest.mark.parametrize("text", SENTENCES.values(), ids=SENTENCES)


@every_sentence
@pytest.mark.parametrize(
    "encoding", ["latin-1", "sloppy-windows-1252", "sloppy-windows-1254", "cp1256", "macroman", "cp437"]
)
def test_utf8_in_a_wrong_encoding_comes_back(text: str, encoding: str) -> None:
    damaged = text.encode().decode(encoding)
    assert damaged != text
    assert fix_mojibake(damaged).text == text


@pytest.mark.parametrize(
    ("name", "encoding"),
    # Latin text that was read as windows-1256 twice is not repaired.
    [
        ("English", "sloppy-windows-1252"),
        *product(sorted(set(SENTENCES) - {"English"}), ["sloppy-windows-1252", "cp1256"]),
    ],
)
def test_utf8_misread_twice_comes_back(name: str, encoding: str) -> None:
    text = SENTENCES[name]
    assert fix_mojibake(text.encode().decode(encoding).encode().decode(encoding)).text == text


@pytest.mark.parametrize("name", ["Urdu", "Urdu, short", "Dari"])
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_bytes_that_windows_1252_does_not_define_are_guessed(name: str, errors: str) -> None:
    text = SENTENCES[name]
    assert fix_mojibake(text.encode().decode("cp1252", errors)).text == text


def test_in_pashto_a_letter_that_cannot_be_guessed_becomes_a_question() -> None:
    text = SENTENCES["Pashto"]
    assert fix_mojibake(text.encode().decode("cp1252", "ignore")).text == text.replace(
        "اونۍ", "اون\ufffd"
    ).replace("راتلونکې", "راتلونک\ufffd")


@pytest.mark.parametrize("name", ["Urdu", "Urdu, short", "Dari", "Pashto", "Arabic"])
def test_what_windows_1256_shows_as_nothing_may_be_lost(name: str) -> None:
    text = SENTENCES[name]
    lost = re.sub("[\xad\u200c\u200d]", "", text.encode().decode("cp1256")).replace("\xa0", " ")
    assert fix_mojibake(lost).text == text


@pytest.mark.parametrize("name", ["Urdu", "Dari", "Pashto"])
@pytest.mark.parametrize("encoding", ["sloppy-windows-1252", "cp1256"])
def test_good_and_bad_text_in_one_line(name: str, encoding: str) -> None:
    words = SENTENCES[name].split(" ")
    half = len(words) // 2
    damaged = " ".join([*words[:half], *(" ".join(words[half:]).encode().decode(encoding)).split(" ")])
    assert fix_mojibake(damaged).text == SENTENCES[name]


@pytest.mark.parametrize("wrong", ["sloppy-windows-1252", "latin-1"])
def test_windows_1256_in_a_western_encoding_comes_back(wrong: str) -> None:
    for text in (
        SENTENCES["Arabic"],
        "پاکستان اور افغانستان کے درميان سرحد آج کھل گئي",
        "در کابل چراغ‌ها خاموش شدند",
    ):
        assert fix_mojibake(text.encode("cp1256").decode(wrong)).text == text


def test_when_a_third_of_the_letters_was_dropped_none_is_invented() -> None:
    dropped = re.sub("[\x80-\x9f]", "", SENTENCES["Dari"].encode().decode("latin-1"))
    repaired = fix_mojibake(dropped).text
    assert "\ufffd" in repaired
    kept = iter(SENTENCES["Dari"])
    assert all(letter in kept for letter in repaired.replace("\ufffd", "").replace("â", "").replace("Â", ""))


@every_sentence
def test_good_text_is_left_alone(text: str) -> None:
    rules = load_rules(REPOSITORY / "config")
    assert repair_text(text, rules.repairs) == (text, ())


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=8), max_size=12),
    st.sampled_from([" ", "، ", "؟ ", ". ", " «", "» "]),
)
def test_no_words_in_arabic_script_look_damaged(words: list[str], between: str) -> None:
    text = between.join(words)
    assert fix_mojibake(text).text == text


@given(st.lists(st.text(LETTERS, min_size=2, max_size=8), min_size=3, max_size=12))
def test_any_words_in_arabic_script_come_back_from_windows_1256(words: list[str]) -> None:
    text = " ".join(["کابل", *words])
    assert fix_mojibake(text.encode().decode("cp1256")).text == text


SUSPECTS = "".join(
    chr(code)
    for code in range(0x80, 0x2600)
    if any(re.match(f"[{category}]", chr(code)) for category in MOJIBAKE_CATEGORIES.values())
)


@given(st.text(st.sampled_from([c for c in SUSPECTS if not SIGNAL.match(c)] + list(" aA1.\n"))))
def test_text_without_a_signal_is_never_bad_to_ftfy(text: str) -> None:
    assert BADNESS_RE.search(text) is None


NEWS = (
    "“It isn’t the first time,” said the district’s engineer, who’d waited since 5 o’clock. The traders’ union – and "
    "its 2019–21 board – won’t pay; they’re in Lahore. Costs rose to €29 in the ’90s… “We don’t know.”"
)


def test_marks_of_which_only_the_first_byte_is_left() -> None:
    dropped = re.sub("[\x80-\x9f]", "", NEWS.encode().decode("latin-1"))
    assert dropped.count("â") > 12
    assert restore_lost_marks(dropped).text == NEWS


FOREIGN = {
    "French": "L'âge du château ne gâche pas la fête; qu'il donnât ou mangeât, le pâtissier a hâte. Âme, âpre, âne.",
    "Romanian": "Până mâine, câinele și pâinea rămân în România; a hotărât cât și când. Râul, sâmbătă, român, gând.",
    "Turkish": "Hâlâ kâğıt üzerinde; rüzgâr, dükkân, âdet, lâzım ve mekân. Kâtip, mahkûm, resmî, âşık, âlâ.",
    "Vietnamese": "Cân nặng và chân trời, âm nhạc Châu Âu; tuân theo, ân cần, vâng, đâu, câu, dân.",
    "Portuguese": "A câmara e o âmbito: ânimo, pânico, distância, elegância, tâmara, câncer e lâmpada. Â, â.",
    "in capitals": "CÂMARA, ÂMBITO, CHÂTEAU, PÂTE, KÂĞIT, DÜKKÂN, ROMÂNIA, PÂINE, CHÂN, ÂM, HÂLÂ İSTANBUL",
    "Welsh and Friesian": "Mae'r tân yn lân; hâns, grâns, tsjerke, skipen, âlde en wâld.",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_languages_that_write_the_circumflex_keep_it(text: str) -> None:
    rules = load_rules(REPOSITORY / "config")
    for piece in (text, *re.split("[;:.] ?", text), *text.split(" ")):
        assert repair_text(piece, rules.repairs)[0] == piece
