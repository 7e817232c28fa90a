"""The configuration as people write it, and the one line that they get back when it is wrong."""

from __future__ import annotations

import shutil
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from crawler.config import CrawlSettings, find_config_dir, load_crawl_settings, load_rules, load_sources
from crawler.config.locate import find_own_sources
from crawler.errors import ConfigError

REPOSITORY = Path(__file__).resolve().parents[3]

SOURCE = """\
name = "Example Times"
home = "https://example.org/"
domains = ["example.org"]
languages = ["en"]
feeds = ["https://example.org/feed"]
article = ['/news/\\d+']
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small configuration folder, and the working folder beside it."""
    folder = tmp_path / "config"
    (folder / "sources").mkdir(parents=True)
    (folder / "beats").mkdir()
    (folder / "cleaning.toml").write_text('repairs = ["normalize_newlines"]\ncleaners = []\n')
    (folder / "crawl.toml").write_text("[politeness]\ndelay_seconds = 3\n")
    (folder / "sources" / "times.toml").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KHYBER_CONFIG", raising=False)
    return folder


def message(load: object, *args: object) -> str:
    assert callable(load)
    with pytest.raises(ConfigError) as caught:
        load(*args)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_repositorys_own_configuration_loads() -> None:
    folder = REPOSITORY / "config"
    assert load_crawl_settings(folder).delay_seconds >= 2
    assert {source.id for source in load_sources(folder)} >= {"arabnews", "dawn", "khaama", "menafn"}
    assert len(load_rules(folder).digest) == 12


def test_settings_take_what_is_written_and_default_the_rest(config: Path) -> None:
    settings = load_crawl_settings(config)
    assert settings.delay_seconds == 3.0
    assert settings.concurrency_per_host == 1
    assert settings.max_bytes == 10 * 1024 * 1024
    with pytest.raises(FrozenInstanceError):
        settings.delay_seconds = 1.0  # type: ignore[misc]


def test_the_user_agent_names_project_and_contact() -> None:
    assert CrawlSettings(contact="https://example.org/bot").user_agent.endswith("(+https://example.org/bot)")
    assert "no contact" in CrawlSettings().user_agent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[politeness]\ndelay_secs = 5\n",
            'config/crawl.toml: unknown key "delay_secs" under [politeness]: did you mean "delay_seconds"?',
        ),
        ("[politenes]\n", 'config/crawl.toml: unknown key "politenes": did you mean "politeness"?'),
        (
            "[limits]\ndelay_seconds = 5\n",
            'config/crawl.toml: key "delay_seconds" stands under [limits]: move it to [politeness]',
        ),
        (
            '[politeness]\ndelay_seconds = "5"\n',
            'config/crawl.toml: key "delay_seconds" should be a valid number, found "5"',
        ),
        (
            "[politeness]\ndelay_seconds = 0.5\n",
            'config/crawl.toml: key "delay_seconds" should be greater than or equal to 2, found 0.5',
        ),
        (
            "[politeness]\nconcurrency_per_host = 2\n",
            'config/crawl.toml: key "concurrency_per_host" should be less than or equal to 1, found 2',
        ),
        (
            "[politeness]\nretries = true\n",
            'config/crawl.toml: key "retries" should be a valid integer, found true',
        ),
        (
            '[politeness]\nallow_hosts = ["127.0.0.1", "10.0.0.1"]\n',
            'config/crawl.toml: key "allow_hosts[1]" should be a loopback address such as 127.0.0.1: '
            'nothing else may pass the address guard, found "10.0.0.1"',
        ),
        (
            '[identity]\ncontact = "me"\n',
            'config/crawl.toml: key "contact" should be a page or address where site owners reach you '
            '("https://..." or "mailto:..."), found "me"',
        ),
        (
            "politeness = 3\n",
            'config/crawl.toml: "politeness" should be a table: write [politeness] on a line of its own',
        ),
        (
            "[politeness\n",
            "config/crawl.toml: not TOML: Expected ']' at the end of a table declaration "
            "(at line 1, column 12)",
        ),
    ],
)
def test_a_mistake_in_crawl_toml_is_one_line_that_helps(config: Path, text: str, expected: str) -> None:
    (config / "crawl.toml").write_text(text)
    assert message(load_crawl_settings, config) == expected


def test_a_delay_that_is_no_number_is_refused(config: Path) -> None:
    (config / "crawl.toml").write_text("[politeness]\ndelay_seconds = nan\n")
    assert '"delay_seconds"' in message(load_crawl_settings, config)


def test_a_password_in_the_state_address_is_refused_and_not_repeated(config: Path) -> None:
    (config / "crawl.toml").write_text('[store]\nstate = "postgresql://khyber:canary-secret@db/khyber"\n')
    text = message(load_crawl_settings, config)
    assert "PGPASSWORD" in text
    assert "canary-secret" not in text


def test_an_unreadable_file_is_named(config: Path) -> None:
    (config / "crawl.toml").unlink()
    (config / "crawl.toml").mkdir()
    assert message(load_crawl_settings, config).startswith(
        "config/crawl.toml: cannot be read (Is a directory"
    )
    (config / "crawl.toml").rmdir()
    (config / "crawl.toml").write_bytes(b"a = '\xff'\n")
    assert "byte 5 is not UTF-8" in message(load_crawl_settings, config)


def test_a_source_is_read_whole(config: Path) -> None:
    (config / "sources" / "times.toml").write_text(
        SOURCE
        + """\
verified = true
checked = 2026-01-15
timezone = "Asia/Kabul"
encoding = "cp1256"
body = ['//article']
line_promos = ['^Read more']
site_names = ["The Example Times"]
delay_seconds = 9
[expect]
articles_per_day = [5, 80]
"""
    )
    (source,) = load_sources(config)
    assert (source.id, source.rules.id, source.name) == ("times", "times", "Example Times")
    assert source.rules.site_names == ("Example Times", "The Example Times")
    assert source.rules.language == "en"
    assert source.expect.articles_per_day == (5, 80)
    assert source.checked is not None
    assert source.checked.isoformat() == "2026-01-15"
    assert CrawlSettings().delay_for("example.org", source.delay_seconds) == 9.0


def test_a_source_of_several_languages_has_no_default_one(config: Path) -> None:
    path = config / "sources" / "times.toml"
    path.write_text(SOURCE.replace('["en"]', '["fa", "ps"]'))
    (source,) = load_sources(config)
    assert source.rules.language is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("feed = []", 'unknown key "feed": did you mean "feeds"?'),
        (
            "[expect]\narticles = [1, 2]",
            'unknown key "articles" under [expect]: did you mean "articles_per_day"?',
        ),
        (
            "deny = ['(']",
            'key "deny[0]" should be a regular expression, but: missing ), unterminated subpattern at',
        ),
        ("line_promos = ['ok', '[']", 'key "line_promos" should be a regular expression, but: unterminated'),
        ("body = ['//div[']", 'key "body" should be an XPath, but: Invalid expression, found "//div["'),
        ("body = ['//div[has-class(\"a\")]']", 'key "body" should be an XPath, but: no function "has-class"'),
        ("domains = ['https://example.org']", "not TOML: Cannot overwrite a value"),
        ("strip = '//div'", 'key "strip" should be a valid array, found "//div"'),
        (
            'timezone = "Kabul"',
            'key "timezone" should be an IANA time zone such as "Asia/Kabul", found "Kabul"',
        ),
        ('encoding = "cp9999"', 'key "encoding" should be a text encoding such as "cp1256", found "cp9999"'),
        ('sitemaps = ["file:///etc/passwd"]', 'key "sitemaps[0]" should be a plain address that begins with'),
        (
            'sections = ["https://a:b@example.org/"]',
            'key "sections[0]" should be a plain address that begins with',
        ),
        ("delay_seconds = 1", 'key "delay_seconds" should be greater than or equal to 2, found 1'),
        ("[expect]\narticles_per_day = [1]", 'key "expect.articles_per_day[1]" is missing: add it'),
        ("verified = true", '"verified" needs the day: add checked = YYYY-MM-DD'),
    ],
)
def test_a_mistake_in_a_source_file_is_one_line_that_helps(config: Path, line: str, expected: str) -> None:
    (config / "sources" / "times.toml").write_text(SOURCE + line + "\n")
    assert message(load_sources, config).startswith("config/sources/times.toml: " + expected)


def test_what_must_be_there_is_missed(config: Path) -> None:
    (config / "sources" / "times.toml").write_text('home = "https://example.org/"\n')
    assert message(load_sources, config) == 'config/sources/times.toml: key "name" is missing: add it'
    (config / "sources" / "times.toml").write_text('name = "T"\nhome = "https://example.org/"\n')
    assert 'key "domains" does not cover the home' in message(load_sources, config)
    (config / "sources" / "times.toml").write_text(SOURCE.replace('"example.org"]', '"https://example.org"]'))
    assert 'key "domains" should be a bare domain in lower case' in message(load_sources, config)


def test_a_domain_belongs_to_one_source(config: Path) -> None:
    shutil.copy(config / "sources" / "times.toml", config / "sources" / "copy.toml")
    assert message(load_sources, config) == (
        'config/sources/times.toml: key "domains": config/sources/copy.toml has "example.org" already: '
        "keep it in one"
    )


def test_what_was_learned_is_used_where_nothing_was_written_by_hand(config: Path) -> None:
    learned = config / "sources" / "times.learned.toml"
    learned.write_text("body = ['//main']\nline_promos = ['^Learned$']\n[evidence]\npages = 40\n")
    (config / "sources" / "times.toml").write_text(SOURCE + "line_promos = ['^Written$']\n")
    (source,) = load_sources(config)
    assert source.rules.body == ("//main",)
    assert source.rules.line_promos == ("^Written$",)
    learned.write_text("bodies = ['//main']\n")
    assert message(load_sources, config) == (
        'config/sources/times.learned.toml: unknown key "bodies": did you mean "body"?'
    )
    learned.write_text("body = ['//main[']\n")
    assert message(load_sources, config).startswith(
        'config/sources/times.learned.toml: key "body" should be an XPath'
    )


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://example.org/a", True),
        ("https://www.example.org:8443/a", True),
        ("https://notexample.org/", False),
        ("https://example.org.evil.test/", False),
        ("https://example.org@evil.test/", False),
        ("http://[::1/", False),
        ("http://example.org:99999/", False),
    ],
)
def test_owns_goes_by_the_host_alone(config: Path, url: str, owned: bool) -> None:
    (source,) = load_sources(config)
    assert source.owns(url) is owned


def test_steps_must_exist_and_stand_once(config: Path) -> None:
    path = config / "cleaning.toml"
    path.write_text('repairs = ["normalise_newlines"]\ncleaners = []\n')
    assert message(load_rules, config) == (
        'config/cleaning.toml: unknown name "normalise_newlines" in repairs: '
        'did you mean "normalize_newlines"?'
    )
    path.write_text('repairs = ["normalize_newlines", "normalize_newlines"]\ncleaners = []\n')
    assert message(load_rules, config) == (
        'config/cleaning.toml: "normalize_newlines" stands twice in repairs: keep one'
    )
    path.write_text('repair = ["normalize_newlines"]\ncleaners = []\n')
    assert 'unknown key "repair": did you mean "repairs"?' in message(load_rules, config)


def test_the_digest_follows_the_rules_and_nothing_else(config: Path) -> None:
    before = load_rules(config).digest
    path = config / "cleaning.toml"
    path.write_text("# a comment\ncleaners = []\nrepairs = [\n  'normalize_newlines',\n]\n")
    (config / "crawl.toml").write_text("")
    assert load_rules(config).digest == before
    source = config / "sources" / "times.toml"
    source.write_text(SOURCE + "line_promos = ['^Read more']\n")
    changed = load_rules(config).digest
    assert changed != before
    assert len(changed) == 12
    assert int(changed, 16) >= 0


BEAT = """\
id = "border"
threshold = 0.3
[[terms]]
name = "Torkham"
spellings = ["Torkham", "طورخم"]
weight = 2
place = true
side = "pk"
"""


def test_the_beat_that_cleaning_names_is_read(config: Path) -> None:
    (config / "cleaning.toml").write_text('repairs = []\ncleaners = []\nbeat = "border"\n')
    (config / "beats" / "border.toml").write_text(BEAT, encoding="utf-8")
    beat = load_rules(config).beat
    assert beat is not None
    assert beat.terms[0].spellings == ("Torkham", "طورخم")
    assert (beat.terms[0].weight, beat.terms[0].place, beat.terms[0].side) == (2.0, True, "pk")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "border"', 'id = "other"', 'key "id" should be the file\'s name "border", found "other"'),
        ("threshold = 0.3", "threshold = 3", 'key "threshold" should lie in (0, 1], found 3'),
        ("weight = 2", "wieght = 2", 'unknown key "wieght" under [[terms]]: did you mean "weight"?'),
        ("weight = 2", "weight = -1", 'term "Torkham" needs spellings and a weight of 0 or more'),
        ("weight = 2", "", 'key "terms[0].weight" is missing: add it'),
    ],
)
def test_a_mistake_in_a_beat_is_one_line_that_helps(config: Path, old: str, new: str, expected: str) -> None:
    (config / "cleaning.toml").write_text('repairs = []\ncleaners = []\nbeat = "border"\n')
    (config / "beats" / "border.toml").write_text(BEAT.replace(old, new), encoding="utf-8")
    assert message(load_rules, config).startswith("config/beats/border.toml: " + expected)


def test_a_beat_that_is_not_there_is_named(config: Path) -> None:
    (config / "cleaning.toml").write_text('repairs = []\ncleaners = []\nbeat = "border"\n')
    assert message(load_rules, config).startswith("config/beats/border.toml: cannot be read")


def test_the_folder_is_the_named_one_then_the_environments_then_the_nearest(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    shutil.copytree(config, other)
    assert find_config_dir() == Path("config")
    monkeypatch.setenv("KHYBER_CONFIG", str(other))
    assert find_config_dir(None) == other
    assert find_config_dir(config) == config
    assert "named by --config" in message(find_config_dir, tmp_path / "nowhere")
    monkeypatch.setenv("KHYBER_CONFIG", str(tmp_path / "nowhere"))
    assert "named by $KHYBER_CONFIG" in message(find_config_dir)


def test_a_part_that_the_folder_lacks_is_the_shipped_one(tmp_path: Path) -> None:
    shipped = REPOSITORY / "config"
    only_settings = tmp_path / "settings"
    only_settings.mkdir()
    (only_settings / "crawl.toml").write_text("[politeness]\ndelay_seconds = 9\n")
    assert load_crawl_settings(only_settings).delay_seconds == 9
    assert load_sources(only_settings) == load_sources(shipped)
    assert load_rules(only_settings) == load_rules(shipped)


def test_the_sources_of_a_folder_are_all_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "times.toml").write_text(SOURCE + 'beat = "afpak"\n')
    (times,) = load_sources(tmp_path)
    assert times.beat is not None
    assert times.beat.id == "afpak"
    assert [source.id for source in load_rules(tmp_path).sources] == ["times"]


def test_shipped_sources_go_by_the_beat_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "beats").mkdir()
    (tmp_path / "beats" / "afpak.toml").write_text(
        'id = "afpak"\nthreshold = 0.9\n[[terms]]\nname = "Kabul"\nspellings = ["Kabul"]\nweight = 1.0\n'
    )
    before = load_rules(tmp_path)
    assert {beat.threshold for beat in (before.beat, *before.beats) if beat} == {0.9}
    assert {source.beat.threshold for source in load_sources(tmp_path) if source.beat} == {0.9}
    (tmp_path / "beats" / "afpak.toml").unlink()
    assert load_rules(tmp_path) != before, "the cache knows what was taken from where"


def test_only_the_sources_of_a_folder_are_written_into(config: Path, tmp_path: Path) -> None:
    assert find_own_sources(config) == config / "sources"
    shutil.rmtree(config / "sources")
    assert message(find_own_sources, config) == (
        "config/sources: no such folder: make it for sources of your own alone, "
        "or copy the shipped ones into it: khyber init config"
    )


def test_a_strange_config_folder_is_passed_over_for_the_checkouts_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KHYBER_CONFIG", raising=False)
    assert find_config_dir() == REPOSITORY / "config"


def test_hostile_names_cannot_break_the_line(config: Path) -> None:
    (config / "crawl.toml").write_text('"a\\nb\\u001b[2J\\u202e" = 1\n')
    assert "\x1b" not in message(load_crawl_settings, config)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('sitemaps = ["https://example.org/{yyyy}/{n}"]', "{yyyy}, {mm}, {dd}"),
        ('archives = ["https://example.org/{year}/{mm}"]', "{yyyy}, {mm}, {dd}"),
        ('archives = ["ftp://example.org/{yyyy}"]', 'begins with "https://"'),
        ("beat = 5", 'key "beat" should be the name of a file in beats/'),
        ('beat = "../secret"', 'key "beat" should be the name of a file in beats/'),
        ('beat = "nowhere"', "nowhere.toml"),
    ],
)
def test_archives_and_beats_are_checked(config: Path, line: str, expected: str) -> None:
    (config / "sources" / "times.toml").write_text(SOURCE + line + "\n")
    assert expected in message(load_sources, config)


def test_a_source_holds_the_beat_that_it_names(config: Path) -> None:
    terms = 'terms = [{ name = "Hilltown", spellings = ["Hilltown"], weight = 0.5 }]'
    (config / "beats" / "hills.toml").write_text(f'id = "hills"\nthreshold = 0.5\n{terms}\n')
    (config / "sources" / "times.toml").write_text(SOURCE + 'beat = "hills"\n')
    [source] = load_sources(config)
    assert source.beat is not None
    assert [term.name for term in source.beat.terms] == ["Hilltown"]
