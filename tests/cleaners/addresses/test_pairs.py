"""Which addresses are one page, and which stay apart: the rule, as pairs."""

from itertools import pairwise

import pytest

from cleaners.addresses import normalize_address

# `~` stands for https://valley.example
SAME = {
    "letters of scheme and host": [
        ("~/a-1", "HTTPS://valley.example/a-1"),
        ("~/a-1", "https://Valley.EXAMPLE/a-1"),
        ("~/a-1", "https://valley.example./a-1"),
    ],
    "ports": [
        ("~/a-1", "https://valley.example:443/a-1"),
        ("~/a-1", "https://valley.example:0443/a-1"),
        ("~/a-1", "https://valley.example:/a-1"),
        ("http://valley.example/a-1", "http://valley.example:80/a-1"),
        ("http://[2001:db8::1]/a-1", "http://[2001:DB8::1]:80/a-1"),
    ],
    "names and passwords": [
        ("~/a-1", "https://desk@valley.example/a-1"),
        ("~/a-1", "https://desk:secret@valley.example/a-1"),
        ("~/a-1", "https://a:b@c:d@valley.example:443/a-1"),
    ],
    "international hosts": [
        ("https://xn--mgba3gch31f060k.example/a-1", "https://xn--MGBA3GCH31F060K.example/a-1"),
        ("https://xn--mnchen-3ya.example/a-1", "https://münchen.example/a-1"),
        ("https://xn--mnchen-3ya.example/a-1", "https://MÜNCHEN。example/a-1"),
    ],
    "the root": [("~/", "~"), ("~/?id=3", "~?id=3")],
    "slashes": [("~/a/b-1", "~//a//b-1"), ("~/a/b-1/", "~/a///b-1//"), ("~/?a=//b", "~//?a=%2F/b")],
    "dot segments": [
        ("~/a/b-1", "~/a/./b-1"),
        ("~/a/b-1", "~/x/../a/b-1"),
        ("~/a/b-1", "~/../../a/b-1"),
        ("~/a/b-1", "~/x/%2e%2E/a/b-1"),
        ("~/a/", "~/a/b/.."),
        ("~/a/", "~/a/."),
    ],
    "escapes": [
        ("~/~desk/a-1", "~/%7Edesk/a-1"),
        ("~/a-1", "~/a%2D1"),
        ("~/a-1", "~/%61-%31"),
        ("~/a_1.html", "~/a%5F1%2Ehtml"),
        ("~/caf%C3%A9-1", "~/caf%c3%a9-1"),
        ("~/it's-1", "~/it%27s-1"),
        ("~/a,b:c-1", "~/a%2Cb%3Ac-1"),
        ("~/(a)-1", "~/%28a%29-1"),
        ("~/a b", "~/a%20b"),
        ("~/100%-1", "~/100%25-1"),
        ("~/a-1", " \t~/a-\n1 \r\n"),
    ],
    "Urdu, Pashto and Dari slugs": [
        (
            "~/2026/11/سرحد-کھل-گئی/",
            "~/2026/11/%D8%B3%D8%B1%D8%AD%D8%AF-%DA%A9%DA%BE%D9%84-%DA%AF%D8%A6%DB%8C/",
        ),
        ("~/سرحد", "~/%d8%b3%d8%b1%d8%ad%d8%af"),
        ("~/%D8%b3%d8%B1حد", "~/سرحد"),
        ("~/?s=سرحد", "~/?s=%d8%b3%D8%B1%D8%AD%D8%AF"),
        ("~/a\u200cb", "~/a%e2%80%8cb"),
    ],
    "order and repetition of parameters": [
        ("~/n?a=1&b=2", "~/n?b=2&a=1"),
        ("~/n?a=1&b=2", "~/n?a=1&b=2&a=1"),
        ("~/n?a=1&b=2", "~/n?&&a=1&&b=2&"),
        ("~/n?a=1&b=2", "~/n?a=1&amp;b=2"),
        ("~/n?a=1&b=2", "~/n?a=1&amp;amp;b=2"),
        ("~/n?q=a+b", "~/n?q=a%20b"),
        ("~/n?q=a,b", "~/n?q=a%2cb"),
        ("~/n?%69d=3", "~/n?id=3"),
        ("~/n?20541", "~/n?20541="),
        ("~/n", "~/n?"),
        ("~/n", "~/n?&"),
    ],
    "tracking parameters": [
        ("~/a-1", "~/a-1?utm_source=feed&utm_medium=rss"),
        ("~/a-1", "~/a-1?UTM_Source=feed"),
        ("~/a-1", "~/a-1?%75tm_source=feed"),
        ("~/a-1", "~/a-1?fbclid=IwAR0x"),
        ("~/a-1", "~/a-1?gclid=x&gbraid=y&wbraid=z"),
        ("~/a-1", "~/a-1?cmpid=rss"),
        ("~/a-1", "~/a-1?CMP=share_btn_tw"),
        ("~/a-1", "~/a-1?at_medium=RSS&at_campaign=KARANGA"),
        ("~/a-1", "~/a-1?mc_cid=1&mc_eid=2"),
        ("~/a-1", "~/a-1?igshid=x&msclkid=y&ttclid=z"),
        ("~/a-1", "~/a-1?ocid=socialflow&xtor=AL-72"),
        ("~/a-1", "~/a-1?replytocom=81"),
        ("~/a-1", "~/a-1;jsessionid=0A1B?PHPSESSID=9"),
        ("~/n?id=3", "~/n?utm_source=x&id=3&fbclid=y"),
    ],
    "where a reader came from": [
        ("~/2026/border-opens", "~/2026/border-opens?ref=home"),
        ("~/2026/border-opens", "~/2026/border-opens?source=rss"),
        ("~/20541", "~/20541?from=whatsapp&via=share"),
        ("~/سرحد", "~/سرحد?ref=home"),
        ("~/news.php?id=3", "~/news.php?id=3&ref=home&src=front"),
    ],
    "fragments": [
        ("~/a-1", "~/a-1#comments"),
        ("~/a-1", "~/a-1#"),
        ("~/a-1", "~/a-1#!"),
        ("~/a-1?b=2", "~/a-1?b=2#:~:text=border"),
        ("~/#!/a-1/سرحد", "~#!/a%2D1/%d8%b3%d8%b1%d8%ad%d8%af"),
    ],
    "AMP versions": [
        ("~/border-opens", "~/border-opens/amp"),
        ("~/border-opens/", "~/border-opens/amp/"),
        ("~/border-opens", "~/border-opens/AMP"),
        ("~/border-opens", "~/amp/border-opens"),
        ("~/border-opens", "~/border-opens?amp"),
        ("~/border-opens", "~/border-opens?amp=1"),
        ("~/border-opens", "~/border-opens?outputType=amp"),
        ("~/border-opens/", "~/border-opens/amp/?amp=1&utm_source=x"),
        ("~/border-opens", "https://amp.valley.example/border-opens"),
        ("~/border-opens", "https://amp.valley.example/border-opens/amp?amp=true"),
        ("~/world-2054", "~/world-2054.amp"),
        ("~/world-2054.html", "~/world-2054.amp.html"),
        ("~/سرحد/", "~/سرحد/amp/"),
        ("~/n?id=3", "~/n?id=3&amp=1"),
        ("~/border-opens", "~/border-opens?nonamp=1"),
    ],
    "print versions": [
        ("~/border-opens", "~/border-opens?print=1"),
        ("~/border-opens", "~/border-opens?view=print"),
        ("~/border-opens/", "~/border-opens/print/"),
        ("~/border-opens", "~/border-opens/print"),
        ("~/news.php?id=3", "~/news.php?id=3&print=true"),
    ],
}

APART = {
    "what only the site can say": [
        ("~/a-1", "http://valley.example/a-1"),
        ("~/a-1", "https://www.valley.example/a-1"),
        ("~/a-1", "https://m.valley.example/a-1"),
        ("~/a-1", "~/a-1/"),
        ("~/a-1", "~/A-1"),
        ("~/", "~/index.html"),
        ("~/a-1", "~/a-1.html"),
        ("~/a-1", "https://valley.example:8443/a-1"),
        ("https://127.0.0.1:8000/a-1", "https://127.0.0.1:8001/a-1"),
        ("https://a.amp.example/a-1", "https://a.example/a-1"),
        ("https://amp.example/a-1", "https://example/a-1"),
    ],
    "parameters that select the article": [
        ("~/n?id=1", "~/n?id=2"),
        ("~/?p=1", "~/?p=2"),
        ("~/n?newsid=1", "~/n?newsid=2"),
        ("~/n?cid=1", "~/n?cid=2"),
        ("~/n?eid=1", "~/n?eid=2"),
        ("~/n?uid=1", "~/n?uid=2"),
        ("~/n?gallery=1", "~/n?gallery=2"),
        ("~/n?keyword=kabul", "~/n?keyword=quetta"),
        ("~/n?source_id=1", "~/n?source_id=2"),
        ("~/n?reference=a", "~/n?reference=b"),
        ("~/n?1", "~/n?2"),
        ("~/n?border-opens", "~/n?border-shut"),
        ("~/n?id=1", "~/n?ID=1"),
        ("~/n?id=a", "~/n?id=A"),
        ("~/n?page=1&id=1", "~/n?page=2&id=1"),
        ("~/a-1", "~/a-1?page=2"),
        ("~/n?id=1", "~/n?id=1&id=2"),
        ("~/n?id=1&id=2", "~/n?id=2&id=1"),
        ("~/n?q=a%26b", "~/n?q=a&b"),
        ("~/n?q=a%2Bb", "~/n?q=a+b"),
        ("~/n?q=%E9", "~/n?q=%EA"),
    ],
    "a name for the origin that selects": [
        ("~/news.php?ref=border-opens", "~/news.php?ref=border-shut"),
        ("~/news?source=kabul", "~/news?source=quetta"),
        ("~/a-1?ref=20541", "~/a-1?ref=20542"),
        ("~/?share=kabul", "~/?share=quetta"),
    ],
    "escapes that mean something": [
        ("~/a/b-1", "~/a%2Fb-1"),
        ("~/a-1?b=2", "~/a-1%3Fb=2"),
        ("~/a-1#b", "~/a-1%23b"),
        ("~/a%41-1", "~/a%2541-1"),
        ("~/%E9-1", "~/%EA-1"),
        ("~/\u06cc-1", "~/\u064a-1"),
    ],
    "hashbangs": [("~/#!/a-1", "~/#!/a-2"), ("~/#!/a-1", "~/")],
    "no versions": [
        ("~/topics/amp", "~/topics/"),
        ("~/print/2054-border-opens", "~/2054-border-opens"),
        ("~/amp/", "~/"),
        ("~/print", "~/"),
        ("~/border-opens/amps", "~/border-opens"),
        ("~/blueprint", "~/blue"),
        ("~/n?amp=30", "~/n?amp=60"),
        ("~/n?format=video", "~/n?format=audio"),
        ("~/n?view=1", "~/n?view=2"),
    ],
}


def pairs(table):
    return [
        pytest.param(*(address.replace("~", "https://valley.example", 1) if "~" in address[:4] else address for address in pair),
                     id=f"{kind}: {pair[1]}")
        for kind, found in table.items()
        for pair in found
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), pairs(SAME))
def test_one_page(one, other):
    assert one != other
    assert normalize_address(one) == normalize_address(other)


@pytest.mark.parametrize(("one", "other"), pairs(APART))
def test_two_pages(one, other):
    assert normalize_address(one) != normalize_address(other)


@pytest.mark.parametrize(
    "address", [address for param in pairs(SAME) + pairs(APART) for address in param.values]
)
def test_the_normal_form_is_normal(address):
    assert normalize_address(normalize_address(address)) == normalize_address(address)


def test_the_table_is_large():
    assert sum(map(len, SAME.values())) + sum(map(len, APART.values())) >= 140


def test_no_pair_stands_twice():
    found = sorted(pair for table in (SAME, APART) for group in table.values() for pair in group)
    assert all(one != other for one, other in pairwise(found))
