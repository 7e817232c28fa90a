"""What servers see of a crawl: robots.txt obeyed, delays kept, rest given where it is asked for."""

from __future__ import annotations

import sqlite3
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.crawling import (
    Crawl,
    run_crawl,
    write_config,
    write_feed,
    write_source,
    write_story,
)
from tests.support.khyber import run_fresh
from tests.support.raw_site import Answer, Asked, RawSite, Reply, respond


def crawl_one(
    tmp_path: Path, site: RawSite, robots: str = "", stories: int = 3, delay: float = 0.0, retries: int = 2
) -> Crawl:
    links = [f"/a/{number}" for number in range(stories)]
    pages = {
        "/robots.txt": respond(robots, kind="text/plain"),
        "/feed": respond(write_feed(*links)),
        **{link: respond(write_story(f"Village {link[-1]}")) for link in links},
    }
    site.pages = pages | site.pages
    config = write_config(tmp_path / "config", {"test": write_source(site.url)}, delay=delay, retries=retries)
    return run_crawl(config, tmp_path / "out")


def gaps(site: RawSite) -> list[float]:
    return [later.at - earlier.at for earlier, later in zip(site.asked, site.asked[1:], strict=False)]


def test_the_delay_is_kept_between_all_requests_and_the_agent_is_named(tmp_path: Path) -> None:
    with RawSite() as site:
        crawl_one(tmp_path, site, delay=0.4)
    assert len(site.asked) == 5
    # A busy machine notes a request late, and the gap behind it is too short by as much.
    assert min(gaps(site)) >= 0.3
    assert sum(gaps(site)) >= 4 * 0.38
    agents = {asked.headers["user-agent"] for asked in site.asked}
    assert agents == {f"khyber/{version('khyber')} (+https://khyber.example/crawler)"}
    assert not any("cookie" in asked.headers or "referer" in asked.headers for asked in site.asked)


def test_a_crawl_delay_is_kept(tmp_path: Path) -> None:
    with RawSite() as site:
        crawl_one(tmp_path, site, robots="User-agent: *\nCrawl-delay: 1\n")
    assert len(site.asked) == 5
    assert min(gaps(site)[1:]) >= 0.99


def test_one_connection_at_a_time(tmp_path: Path) -> None:
    with RawSite() as site:
        busy: list[str] = []
        most = 0
        lock = threading.Lock()

        def slow(path: str) -> Callable[[Asked], Answer]:
            def answer(_: Asked) -> Answer:
                nonlocal most
                with lock:
                    busy.append(path)
                    most = max(most, len(busy))
                threading.Event().wait(0.1)
                with lock:
                    busy.remove(path)
                return respond(write_story(path))

            return answer

        site.pages = {f"/a/{number}": slow(f"/a/{number}") for number in range(6)}
        crawl_one(tmp_path, site, stories=6)
    assert most == 1


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_host_that_asks_for_rest_gets_it(tmp_path: Path, form: str) -> None:
    asked = 0

    def answer(_: Asked) -> Answer:
        nonlocal asked
        asked += 1
        if asked > 1:
            return respond(write_story("Rest"))
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
        return respond("", 429 if form == "date" else 503, Retry_After=moment if form == "date" else "2")

    with RawSite(pages={"/a/1": answer}) as site:
        crawl = crawl_one(tmp_path, site)
    paths = site.paths()
    rest = gaps(site)[paths.index("/a/1")]
    assert rest >= 1.9
    assert paths.count("/a/1") == 2
    assert crawl.total["rejected"] == {}


def test_a_host_that_asks_for_hours_is_left_alone_and_named(tmp_path: Path) -> None:
    with RawSite(pages={"/a/0": respond("", 503, Retry_After="7200")}) as site:
        crawl = crawl_one(tmp_path, site, stories=5)
    assert [path for path in site.paths() if path.startswith("/a/")] == ["/a/0"]
    assert crawl.code == 3
    assert "asked for 7200 s of rest" in crawl.errors
    assert crawl.total["rejected"] == {"unreachable": 5}


def test_rest_that_outlasts_a_run_is_kept_by_the_next(tmp_path: Path) -> None:
    with RawSite(pages={"/a/0": respond("", 503, Retry_After="4")}) as site:
        crawl_one(tmp_path, site, stories=1, retries=0)
        rested_from = site.asked[-1].at
        asked_before = len(site.asked)
        site.pages["/a/0"] = respond(write_story("Rest"))
        again = crawl_one(tmp_path, site, stories=1, retries=0)
    assert site.asked[asked_before].at - rested_from >= 3.9
    assert again.total["articles"] == 1


@pytest.mark.parametrize("wait", ["7200", "date"])
def test_rest_of_hours_is_kept_by_the_next_run_without_a_request(tmp_path: Path, wait: str) -> None:
    if wait == "date":
        wait = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    with RawSite(pages={"/robots.txt": respond("", 429, Retry_After=wait)}) as site:
        crawl_one(tmp_path, site)
        asked_before = site.paths()
        again = crawl_one(tmp_path, site)
    assert asked_before == site.paths() == ["/robots.txt"]
    assert again.code == 3
    assert "s of rest with status 429" in again.errors


def test_robots_txt_is_asked_for_once_a_day_however_many_runs(tmp_path: Path) -> None:
    with RawSite() as site:
        crawl_one(tmp_path, site, robots="User-agent: *\nDisallow: /a/1\nRequest-rate: 1/1s\n")
        site.asked.clear()
        site.pages.clear()
        again = crawl_one(tmp_path, site, robots="User-agent: *\nDisallow: /\n", stories=5)
        assert "/robots.txt" not in site.paths()
        assert {"/a/3", "/a/4"} < set(site.paths())
        assert "/a/1" not in site.paths()
        assert min(gaps(site)) >= 0.99
        assert again.code == 0
        with sqlite3.connect(tmp_path / "out" / "state" / "khyber.sqlite") as state:
            yesterday = (datetime.now(UTC) - timedelta(hours=25)).isoformat(timespec="seconds")
            state.execute("UPDATE robots SET asked_at = ?", (yesterday,))
        state.close()
        site.asked.clear()
        site.pages.clear()
        crawl_one(tmp_path, site, robots="User-agent: *\nDisallow: /\n")
    assert site.paths() == ["/robots.txt"]


def test_a_robots_txt_that_could_not_be_had_is_asked_for_again_by_the_next_run(tmp_path: Path) -> None:
    with RawSite(pages={"/robots.txt": respond("", 500)}) as site:
        crawl_one(tmp_path, site, retries=0)
        site.pages["/robots.txt"] = respond("", 404)
        again = crawl_one(tmp_path, site, retries=0)
    assert site.paths()[:3] == ["/robots.txt", "/robots.txt", "/feed"]
    assert again.total["articles"] == 3


CHALLENGE = (
    "<html><head><title>One moment</title></head><body><script>window._cf_chl_opt = {}</script>"
    f"<noscript>Switch on scripts</noscript><p>Prove that you are a person.{'<script>x</script>' * 99}</body></html>"
)


def test_a_host_that_blocks_every_page_is_left_alone_and_named(tmp_path: Path) -> None:
    answers = respond(CHALLENGE), respond("no", 403)
    pages: dict[str, Reply] = {f"/a/{number}": answers[number % 2] for number in range(14)}
    with RawSite(pages=pages) as site:
        crawl = crawl_one(tmp_path, site, stories=14)
    assert len([path for path in site.paths() if path.startswith("/a/")]) == 10
    assert crawl.total["rejected"] == {"blocked": 14}
    assert crawl.code == 3
    assert "10 answers in a row were blocked" in crawl.errors


def test_a_challenge_in_place_of_robots_txt_forbids_everything(tmp_path: Path) -> None:
    with RawSite(pages={"/robots.txt": respond(CHALLENGE)}) as site:
        crawl = crawl_one(tmp_path, site)
    assert site.paths() == ["/robots.txt"]
    assert "robots.txt: a challenge instead of the page" in crawl.errors


def test_a_host_that_only_fails_is_left_alone(tmp_path: Path) -> None:
    pages = {f"/a/{number}": respond("", 500) for number in range(9)}
    with RawSite(pages=pages) as site:
        crawl = crawl_one(tmp_path, site, stories=9)
    assert len([path for path in site.paths() if path.startswith("/a/")]) == 15
    assert crawl.code == 3
    assert "15 failures in a row" in crawl.errors
    assert sum(crawl.total["rejected"].values()) == 9  # type: ignore[attr-defined]


def test_private_addresses_are_refused_even_where_the_source_names_them(tmp_path: Path) -> None:
    # "localhost" is 127.0.0.1 to the system's resolver; only 127.0.0.3 may be connected to here.
    names = ("localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1")
    with RawSite(host="127.0.0.3") as site, RawSite() as private:
        targets = [f"http://{name}:{private.port}/a/{name}" for name in names]
        leading = [f"/a/{number}" for number in range(len(names))]
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed(*leading, "/a/public", *targets)),
            "/a/public": respond(write_story("Public")),
            **{path: respond("", 302, Location=to) for path, to in zip(leading, targets, strict=True)},
        }
        domains = ", ".join(
            f'"{host}"' for host in (f"127.0.0.3:{site.port}", *(f"{n}:{private.port}" for n in names))
        )
        sources = {"test": write_source(site.url, domains=domains)}
        crawl = run_crawl(
            write_config(tmp_path / "config", sources, allow="127.0.0.3", retries=2), tmp_path / "out"
        )
    assert private.asked == []
    rows = crawl.rejected()
    assert set(rows) == {*targets, *(f"{site.url}{path}" for path in leading)}
    assert {row["reason"] for row in rows.values()} == {"forbidden"}
    assert all("not an address of the public internet" in rows[target]["detail"] for target in targets)


REBINDING = """
import itertools, socket
resolve, answers = socket.getaddrinfo, itertools.chain(("127.0.0.3", "127.0.0.3"), itertools.repeat("127.0.0.1"))
def turn(host, *rest, **more):
    return resolve(next(answers) if host == "rebind.test" else host, *rest, **more)
socket.getaddrinfo = turn
"""


def test_a_name_that_turns_private_between_two_requests_is_refused(tmp_path: Path) -> None:
    # The name server is the attacker's: it answers with the allowed address twice, then with another.
    with RawSite(host="0.0.0.0") as site:
        home = f"http://rebind.test:{site.port}"
        site.pages = {
            "/robots.txt": respond("", 404),
            "/feed": respond(write_feed("/a/1", "/a/2")),
            "/a/1": respond(write_story("Rebinding")),
        }
        config = write_config(tmp_path / "config", {"test": write_source(home)}, allow="127.0.0.3")
        settings = (config / "crawl.toml").read_text()
        (config / "crawl.toml").write_text(settings.replace("[limits]", "delay_seconds = 2\n[limits]"))
        options = ("--config", str(config), "--out", str(tmp_path / "out"))
        done = run_fresh("crawl", *options, first=REBINDING)
        crawl = Crawl(done.returncode, done.stderr, tmp_path / "out")
    assert site.paths() == ["/robots.txt", "/feed"]
    rows = crawl.rejected()
    assert {row["reason"] for row in rows.values()} == {"forbidden"}
    assert rows[f"{home}/a/1"]["detail"] == "rebind.test is 127.0.0.1: not an address of the public internet"


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A server's certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = folder / "server.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_server_that_cannot_prove_who_it_is_is_not_talked_to(tmp_path: Path) -> None:
    with RawSite(tls=make_certificate(tmp_path)) as site:
        crawl = crawl_one(tmp_path, site, retries=0)
    assert site.asked == []
    assert crawl.code == 3
    assert "khyber: test: feed https://127.0.0.1:" in crawl.errors
