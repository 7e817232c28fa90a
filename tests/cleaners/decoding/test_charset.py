"""Bytes to text: who decides, what is refused, what is lost."""

from __future__ import annotations

import codecs
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.decoding import decode
from cleaners.model import Decoded, Media, Page, Reason, Rejected, Rules, SourceRules

RULES = Rules(
    repairs=(), cleaners=(), options={}, sources=(SourceRules("arabic-1256", encoding="windows-1256"),)
)

DARI = "<p>مکتب‌های ولایت کنر پس از زمستان باز شدند، گفت‌وگو با آموزگار</p>" * 12
URDU = "<p>ضلع میں نئے اسکول کی تعمیر مکمل ہو گئی، ہیڈ ماسٹر نے گفتگو کی</p>" * 12
FRENCH = "<p>L’été à Kaboul : des élèves déjà rentrés fêtent Noël à l’école</p>" * 12
RUSSIAN = "<p>Новая школа в провинции открыта, сообщил Директор школы</p>" * 12


def page(
    body: bytes, content_type: str | None = None, media: Media = Media.HTML, source: str | None = None
) -> Page:
    return Page(body, media, headers=(("content-type", content_type),) if content_type else (), source=source)


def read(
    body: bytes, content_type: str | None = None, media: Media = Media.HTML, source: str | None = None
) -> Decoded:
    decoded = decode(page(body, content_type, media, source), RULES)
    assert isinstance(decoded, Decoded), decoded
    return decoded


@pytest.mark.parametrize(
    ("body", "header", "encoding", "decided_by"),
    [
        (DARI.encode(), "text/html; charset=iso-8859-1", "utf-8", "utf-8"),
        (codecs.BOM_UTF8 + DARI.encode(), None, "utf-8", "bom"),
        (DARI.encode("utf-16"), None, "utf-16-le", "bom"),
        (DARI.encode("utf-16-le"), None, "utf-16-le", "guess"),
        (DARI.encode("utf-16-be"), None, "utf-16-be", "guess"),
        (codecs.BOM_UTF32_LE + DARI.encode("utf-32-le"), None, "utf-32-le", "bom"),
        (FRENCH.encode("cp1252"), "text/html; charset=ISO-8859-1", "cp1252", "header"),
        (RUSSIAN.encode("koi8-r"), 'text/html; charset="koi8-r"', "koi8-r", "header"),
        (b'<meta charset="windows-1251">' + RUSSIAN.encode("cp1251"), None, "cp1251", "meta"),
        (RUSSIAN.encode("cp1251"), "text/html; charset=windows-1252", "cp1251", "guess"),
        (URDU.encode("cp1256", "ignore"), None, "cp1256", "guess"),
        (DARI.encode("cp1256", "ignore"), "text/html; charset=windows-1252", "cp1256", "guess"),
        (FRENCH.encode("cp1252"), "text/html; charset=utf-7", "cp1252", "guess"),
        (FRENCH.encode("cp1252"), "text/html; charset=x-user-defined", "cp1252", "guess"),
        (FRENCH.encode("cp1252"), "text/html; charset=rot13", "cp1252", "guess"),
        (FRENCH.encode("cp1252"), "text/html; charset=no-such-thing", "cp1252", "guess"),
    ],
)
def test_the_best_evidence_decides(body: bytes, header: str | None, encoding: str, decided_by: str) -> None:
    decoded = read(body, header)
    assert (decoded.encoding, decoded.decided_by, decoded.replaced) == (encoding, decided_by, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_joiners_survive_decoding(encoding: str) -> None:
    assert read(DARI.encode(encoding)).text == DARI


def test_a_late_http_equiv_declaration_counts() -> None:
    declaration = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1254">'
    body = ("<html>" + "<!-- template -->" * 400 + declaration + "<p>Eğitim başladı</p>").encode("cp1254")
    assert (read(body).encoding, read(body).decided_by) == ("cp1254", "meta")


def test_plain_text_has_no_meta() -> None:
    body = b'<meta charset="koi8-r"> ' + RUSSIAN.encode("koi8-r")
    assert read(body, media=Media.TEXT).decided_by == "guess"


def test_the_source_knows_its_encoding() -> None:
    body = URDU.encode("cp1256", "ignore")
    assert read(body, "text/html; charset=iso-8859-5", source="arabic-1256").decided_by == "source"


def test_stray_bytes_in_utf8_are_counted_not_guessed_away() -> None:
    decoded = read(DARI.encode() + b"it\x92s caf\xe9 ")
    assert (decoded.encoding, decoded.replaced, decoded.text.count("\ufffd")) == ("utf-8", 2, 2)


def test_characters_lost_before_us_are_not_counted_again() -> None:
    assert read((DARI + "\ufffd").encode() + b"\x92").replaced == 1


def test_nul_bytes_and_controls_stay_for_the_repairs() -> None:
    assert read(b"Kabul\x00 \x01Herat " + DARI.encode()).text.startswith("Kabul\x00 \x01Herat ")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\x00\t", Reason.EMPTY),
        (b"%PDF-1.7 report", Reason.BINARY),
        (b"\r\n%PDF-1.7 report", Reason.BINARY),
        (b"PK\x03\x04 archive", Reason.BINARY),
        (b"\x1f\x8b\x08 gzip", Reason.BINARY),
        (b"\x89PNG\r\n picture", Reason.BINARY),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Reason.BINARY),
        (b"\x00\x00\x00\x18ftypmp42 film", Reason.BINARY),
        (bytes(range(32)) * 40, Reason.BINARY),
        (b"x" * (RULES.max_bytes + 1), Reason.TOO_LARGE),
        (URDU.encode() + URDU.encode("cp1256", "ignore"), Reason.UNDECODABLE),
    ],
)
def test_what_is_no_text_is_refused(body: bytes, reason: Reason) -> None:
    rejected = decode(page(body), RULES)
    assert isinstance(rejected, Rejected)
    assert (rejected.stage, rejected.reason) == ("decode", reason)
    assert rejected.detail


def test_a_text_may_be_longer_than_a_page() -> None:
    rules = replace(RULES, max_bytes=2000, max_text_bytes=9000)
    for media, size, fits in (
        (Media.HTML, 2001, False), (Media.TEXT, 2001, True), (Media.TEXT, 9000, True), (Media.TEXT, 9001, False),
    ):  # fmt: skip
        assert isinstance(decode(Page(b"x" * size, media), rules), Decoded) is fits


@given(st.binary(max_size=400), st.sampled_from(Media), st.text(max_size=30))
def test_any_bytes_give_a_value(body: bytes, media: Media, label: str) -> None:
    result = decode(page(body, f"text/html; charset={label}", media), RULES)
    assert isinstance(result, Decoded | Rejected)


@given(st.text(alphabet="abc <>/p سلام‌\u00e9\n", min_size=1).filter(str.strip))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    assert read(text.encode()).text == text
