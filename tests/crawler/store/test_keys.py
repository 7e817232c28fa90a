"""No name from outside leads out of the store."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.store import ArticleWriter, check_key, open_store
from crawler.store.keys import MAX_KEY_BYTES, encode_part, make_slug
from tests.support.samples import make_article

NASTY = st.text(
    st.one_of(
        st.sampled_from(list("./\\\0%~:*?\"'<>|$`\n\r\t -=")),
        st.characters(),
        st.characters(categories=["Cs", "Cf", "Co", "Mn"]),
    ),
    max_size=300,
)


@given(key=NASTY)
@example(key="a/../../x")
@example(key="..")
@example(key="a/./b")
def test_a_key_that_is_accepted_stays_inside(key):
    try:
        check_key(key)
    except ValueError:
        return
    path = os.path.normpath(f"/root/{key}")
    assert path == f"/root/{key}"
    assert len(key.encode()) <= MAX_KEY_BYTES


@given(name=NASTY)
def test_any_name_becomes_a_part_of_a_key(name):
    part = encode_part(name)
    assert check_key(part) == part
    assert "/" not in part
    assert part.isascii()
    if name and len(quote(name, errors="replace")) <= 90 and name.encode(errors="replace").decode() == name:
        assert unquote(part) == name


@given(title=NASTY)
def test_any_title_becomes_a_slug(title):
    slug = make_slug(title)
    assert check_key(slug) == slug
    assert all(char.isalnum() or char == "-" for char in slug)
    assert slug == slug.lower()
    assert len(slug) <= 60
    assert 0 < len(slug.encode()) <= 120
    assert not slug.startswith("-")
    assert not slug.endswith("-")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        (None, "untitled"),
        ("a" * 100, "a" * 60),
        ("پل" * 50, "پل" * 30),
        ("橋" * 100, "橋" * 40),
        ("word " * 30, "-".join(["word"] * 12)),
        ("می‌خواهد", "می-خواهد"),
        ("CON", "con"),
        ("ﷺ ﻛﺎﺑﻞ", "صلى-الله-عليه-وسلم-كابل"),
        ("İstanbul", "istanbul"),
    ],
)
def test_slugs(title, slug):
    assert make_slug(title) == slug


def test_advice_is_one_line_whatever_the_key():
    with pytest.raises(ValueError, match="encode_part") as caught:
        check_key("a\nb\x1b[31m\u2028" * 400)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 3000


def test_long_names_that_differ_at_the_end_stay_two():
    assert encode_part("a" * 300 + "1") != encode_part("a" * 300 + "2")
    assert encode_part("\u200c" * 300).isascii()


@given(source=NASTY, title=NASTY, published=NASTY, identity=NASTY)
def test_hostile_articles_stay_inside(tmp_path_factory, source, title, published, identity):
    folder = tmp_path_factory.mktemp("outer")
    store = open_store(str(folder / "inner" / "store"))
    article = make_article(
        1, id=identity, source=source, title=title, published=published, fetched_at=published
    )
    with ArticleWriter(store, "run-1") as door:
        door.write(article)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 4
    assert all(Path(store.url) in path.parents for path in files)
