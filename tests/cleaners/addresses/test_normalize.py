"""What holds for the normal form of any text whatever."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaners.addresses import drop_userinfo, normalize_address

PIECES = st.sampled_from([
    "https://", "HTTP://", "a.example", "amp.", "AMP.", "user:pw@", ":443", ":80", ":", "[::1]", "/", "//", "/./", "/../", "%2e",
    "/amp", "/amp/", "/print", ".amp", ".html", ".amp.html", "/a-1", "?", "&", "=", "&amp;", "amp;", "id=1", "ref=home", "amp=1",
    "utm_x=1", "print", "%", "%2", "%41", "%2F", "%3b", ";jsessionid=", ";", "+", "%20", " ", "\t", "\n", "#", "!", "#!", "#!/b",
    "سرحد", "%d8%b3", "\u2100", "\uff1f", "\u3002", "\ud800", "İ", "ß", "xn--", "\x00", "@", "\\", "1", "-", ".php", "?ref=a",
])  # fmt: skip
addresses = st.lists(PIECES, max_size=14).map("".join)


@given(addresses | addresses.map("https://a.example".__add__) | st.text(max_size=40))
@example("https://a.example/a-1/amp.amp/amp")
@example("https://a.example/;jsession;jsessionid=/id=")
@example("https://a.example?amp;amp;amp=1&amp%3Bamp=1")
@example("https://amp.amp.amp.example")
@example("https://℀.example/a")
@example("https://u:p@[bad/a@b")
def test_it_is_idempotent_and_never_raises(address):
    once = normalize_address(address)
    assert normalize_address(once) == once


@given(addresses.map("https://u1:s3cret@a.example".__add__) | addresses.map("http://u1:s3cret@".__add__))
def test_no_password_survives(address):
    authority = (
        normalize_address(address).partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
    )
    assert "s3cret" not in authority
    assert (
        "s3cret"
        not in drop_userinfo(address)
        .partition("://")[2]
        .partition("/")[0]
        .partition("?")[0]
        .partition("#")[0]
    )


@given(addresses.map("https://a.example".__add__))
def test_a_normal_form_is_plain_ascii_without_what_goes(address):
    found = normalize_address(address)
    if found.startswith("https://a.example/"):
        assert found.isascii()
        assert not set(found) & set(" \t\n\r\"'<>()\\^`{|}@;")
        path = found.removeprefix("https://a.example").partition("#")[0].partition("?")[0]
        assert "//" not in path
        assert not {".", ".."} & set(path.split("/"))


@pytest.mark.parametrize(
    "given", [None, "", "a", "mailto:desk@valley.example", "file:///etc/passwd", "https://", "http://[::1"]
)
def test_what_is_no_address_stays_as_it_is(given):
    assert normalize_address(given) == given


@pytest.mark.parametrize(
    "piece",
    ["a", "/", "/.", "/..", "/amp", ".amp", "/print", "%", "%2", "%41", "%d8", "&", "&a", "&amp;", "amp;", "&ref=a", "=", "+",
     ";jsessionid=", "#", "!", "@", "u:p@", ":", ".", "amp.", "é", "\ud800", " ", "\n", "[", "?", "https://", "xn--", "\u3002"],
)  # fmt: skip
@pytest.mark.parametrize(
    "start", ["", "https://", "https://a.example/", "https://a.example/a-1?", "https://a.example/#!"]
)
def test_it_is_linear_for_what_repeats(piece, start):
    """Five thousand pieces: a regular expression that goes back for each would not come to an end."""
    long = start + piece * 5_000
    once = normalize_address(long)
    assert normalize_address(once) == once


def test_the_rest_of_an_address_keeps_its_at_signs():
    assert drop_userinfo("https://valley.example/@desk/a-1?b=c@d") == "https://valley.example/@desk/a-1?b=c@d"
    assert drop_userinfo("https://u:p@q@valley.example/a@b") == "https://valley.example/a@b"
