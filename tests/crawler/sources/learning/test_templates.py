"""Templates learned from the pages of invented sites: what they hold, that they agree, and what a redesign does."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from lxml.html import fromstring

from cleaners.model import Article, Media, Page, Rules, SourceRules
from cleaners.process import clean_page, trace_page
from crawler.config import load_rules
from crawler.config.learned import read_learned
from crawler.errors import ConfigError
from crawler.sources.learning import render_learned
from crawler.sources.learning.agreement import with_templates
from crawler.sources.learning.paths import list_paths
from crawler.sources.learning.sample import sample_pages
from crawler.sources.learning.templates import LearnedTemplates, learn_templates
from crawler.store import WarcArchive, open_store
from tests.support.khyber import run_khyber as khyber
from tests.support.shared import REPOSITORY, shared_path
from tests.support.sites import Piece, make_pieces, print_doab, print_hills, print_hills_anew, print_wakhan

CONFIG = load_rules(REPOSITORY / "config")
RULES = replace(CONFIG, sources=(SourceRules("site", site_names=("Hills Post",)),))
HILLS = make_pieces("hills", "en", print_hills, range(1, 25))
SITES = {
    "hills": HILLS,
    "doab": make_pieces("doab", "ur", print_doab, range(1, 19)),
    "wakhan": make_pieces("wakhan", "ps", print_wakhan, range(1, 28)),
}


def write_pages(folder: Path, pieces: Sequence[Piece]) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for piece in pieces:
        (folder / f"{piece.url.rpartition('/')[2]}.html").write_text(piece.html, encoding="utf-8")
    return str(folder)


def learn(folder: str) -> LearnedTemplates:
    return learn_templates([folder], "site", RULES)


def using(learned: LearnedTemplates) -> Rules:
    return with_templates(RULES, "site", [one.design.template for one in learned.templates])


def as_page(piece: Piece) -> Page:
    return Page(piece.html.encode(), Media.HTML, url=piece.url, source="site")


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LearnedTemplates]:
    root = tmp_path_factory.mktemp("sites")
    return {name: learn(write_pages(root / name, pieces)) for name, pieces in SITES.items()}


@pytest.mark.parametrize("name", SITES)
def test_every_page_of_a_learned_site_is_cut_and_its_story_is_the_author_s(
    learned: dict[str, LearnedTemplates], name: str
) -> None:
    rules = using(learned[name])
    for piece in SITES[name]:
        trace = trace_page(as_page(piece), rules)
        (article,) = trace.outcomes
        assert isinstance(article, Article)
        assert article.paragraphs == piece.paragraphs
        assert article.title == piece.title
        assert article.published is not None
        assert article.published[:10] == piece.url.split("example/")[1].rpartition("/")[0].replace("/", "-")
        assert trace.extracted is not None
        assert trace.extracted.by.startswith("template ")


def test_a_template_names_every_part_of_the_design(learned: dict[str, LearnedTemplates]) -> None:
    (one,) = learned["hills"].templates
    template = one.design.template
    page = fromstring(HILLS[5].html)
    assert [e.get("class") for e in page.xpath(template.body)] == [f"story-text fs-{6 % 3}"]
    assert [e.tag for e in page.xpath(str(template.title))] == ["h1"]
    assert [e.tag for e in page.xpath(str(template.date))] == ["time"]
    assert [e.text for e in page.xpath(str(template.byline))] == ["By Sana Khattak"]
    stripped = " ".join(
        e.get("class") for path in template.strip for e in page.xpath(template.body)[0].xpath(path)
    )
    assert "inset-box" in stripped
    assert template.lines == ("Hills Post is read in every valley of the country by people who like maps.",)
    sizes = [len("".join(piece.paragraphs)) for piece in HILLS]
    assert template.letters[0] < min(sizes)
    assert template.letters[1] > max(sizes)


def test_two_designs_of_one_site_get_a_template_each(learned: dict[str, LearnedTemplates]) -> None:
    found = learned["wakhan"]
    assert ["report-body" in t.design.template.body for t in found.templates] == [True, False]
    assert ["view-body" in t.design.template.body for t in found.templates] == [False, True]
    assert found.fitted == found.held_out == sum(one.agreement.fitted for one in found.templates)


def test_agreement_is_measured_on_pages_that_were_held_out(learned: dict[str, LearnedTemplates]) -> None:
    found = learned["doab"]
    (one,) = found.templates
    assert (found.pages, found.stories, found.held_out, one.design.of) == (18, 18, 6, 12)
    assert (one.agreement.words_f1, one.agreement.titles, one.agreement.dates) == (1.0, 6, 6)
    assert one.agreement.same == one.agreement.paragraphs > 20


def test_the_same_pages_in_any_order_and_place_give_the_same_file(
    tmp_path: Path, learned: dict[str, LearnedTemplates]
) -> None:
    shuffled = [replace(piece, url=f"x/{at}") for at, piece in enumerate(HILLS)]
    Random(5).shuffle(shuffled)  # noqa: S311
    again = learn(write_pages(tmp_path / "a", shuffled))
    assert render_learned(None, again) == render_learned(None, learned["hills"])


def test_a_file_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_pages(tmp_path / folder, HILLS[:9])
    assert len(sample_pages([str(tmp_path)], "site", RULES.max_bytes)) == 9


def test_a_redesign_is_read_the_general_way_and_reported(learned: dict[str, LearnedTemplates]) -> None:
    rules = using(learned["hills"])
    for piece in make_pieces("hills", "en", print_hills_anew, range(30, 34)):
        (article,) = clean_page(as_page(piece), rules)
        (plain,) = clean_page(as_page(piece), RULES)
        assert isinstance(article, Article)
        assert article.paragraphs == piece.paragraphs
        assert (article.unfit or "").startswith("no elements at ")
        assert replace(article, unfit=None) == plain


def test_after_a_redesign_both_designs_are_learned(tmp_path: Path) -> None:
    anew = make_pieces("hills", "en", print_hills_anew, range(30, 42))
    found = learn(write_pages(tmp_path, [*HILLS, *anew]))
    assert len(found.templates) == 2
    rules = using(found)
    for piece in (*HILLS, *anew):
        assert [o.unfit for o in clean_page(as_page(piece), rules) if isinstance(o, Article)] == [None]


def test_too_few_pages_are_refused_with_the_number_that_is_missing(tmp_path: Path) -> None:
    found = learn(write_pages(tmp_path, HILLS[:5]))
    assert (found.stories, found.missing, found.templates) == (5, 3, ())


def test_pages_of_no_common_design_give_no_template(tmp_path: Path) -> None:
    def print_alone(n: int, title: str, paragraphs: tuple[str, ...], teasers: list[str]) -> str:
        name = chr(97 + n % 26) * 3
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return f"<html><body><h2>{title}</h2><div class='{name}'>{text}</div></body></html>"

    found = learn(write_pages(tmp_path, make_pieces("odd", "en", print_alone, range(1, 13))))
    assert (found.stories, found.templates) == (12, ())


def test_names_with_numbers_or_quotes_never_become_a_path() -> None:
    page = fromstring("""<div id="post-12"><p class="a'b c&quot;] | //x d7">x</p></div>""")
    assert list_paths(page[0]) == {}


# The file, and the verb.


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "config", tmp_path / "config"))


def test_the_learned_file_holds_what_was_learned(
    tmp_path: Path, learned: dict[str, LearnedTemplates]
) -> None:
    for name, found in learned.items():
        path = tmp_path / f"{name}.learned.toml"
        path.write_text(render_learned(None, found), encoding="utf-8")
        read = read_learned(tmp_path / f"{name}.toml")["templates"]
        assert isinstance(read, list)
        for table, one in zip(read, found.templates, strict=True):
            template = one.design.template
            assert table["body"] == template.body
            assert tuple(table.get("strip", ())) == template.strip
            assert tuple(table.get("lines", ())) == template.lines


def test_lines_and_templates_are_replaced_each_by_its_own_kind(learned: dict[str, LearnedTemplates]) -> None:
    from crawler.config import LearnedLine
    from crawler.sources.learning import Learned

    lines = Learned(9, (LearnedLine("Read more", 8, 9, "a", "b"),))
    first = render_learned(lines, None, "# by hand\nstrip = ['//aside']\n")
    both = render_learned(None, learned["doab"], first)
    table = tomllib.loads(both)
    assert both.startswith("# by hand\nstrip = ['//aside']\n")
    assert (len(table["template"]), len(table["recurring"])) == (1, 1)
    assert render_learned(lines, None, both) == both
    assert len(tomllib.loads(render_learned(None, learned["wakhan"], both))["template"]) == 2


def archive(store: str, pieces: Sequence[Piece]) -> None:
    warcs = WarcArchive(open_store(store), "run-1", Path(store, "spool"))
    for piece in pieces:
        page = Page(
            piece.html.encode(), Media.HTML, url=piece.url, final_url=piece.url, status=200,
            headers=(("content-type", "text/html; charset=utf-8"),), fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
            source="dawn",
        )  # fmt: skip
        warcs.append(page)
    warcs.close()


def test_a_source_learns_from_its_archive_and_says_when_it_changes(tmp_path: Path, config: Path) -> None:
    store = str(tmp_path / "data")
    archive(store, HILLS[:12])
    path = config / "sources" / "dawn.learned.toml"
    dry = khyber("sources", "learn", "dawn", "--store", store, "--dry-run", "--config", str(config))
    assert dry.returncode == 0, dry.stderr
    assert not path.exists()
    done = khyber("sources", "learn", "dawn", "--store", store, "--config", str(config))
    assert done.returncode == 0, done.stderr
    assert "1 template of dawn from 12 pages, 12 with a story: they cut 4 of 4 held out" in done.stderr
    assert done.stdout == dry.stdout
    assert tomllib.loads(path.read_text(encoding="utf-8"))["template"][0]["evidence"]["words_f1"] >= 0.95
    changed = write_pages(tmp_path / "new", make_pieces("hills", "en", print_hills_anew, range(30, 33)))
    clean = khyber(
        "clean", changed, "--source", "dawn", "--out", str(tmp_path / "out"), "--config", str(config)
    )
    assert clean.returncode == 0, clean.stderr
    assert "dawn: 3 of 3 articles no longer fit its templates" in clean.stderr


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        (0, "no archived pages: crawl dawn first"),
        (5, "5 of 5 pages hold a story: a template needs 3 more (8)"),
    ],
)
def test_too_little_to_learn_from_is_a_usage_error(tmp_path: Path, pages: int, says: str) -> None:
    store = str(tmp_path / "data")
    if pages:
        archive(store, HILLS[:pages])
    done = khyber("sources", "learn", "dawn", "--store", store)
    assert done.returncode == 2
    assert says in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[template]]\nbody = '//main'\n", 'key "letters" is missing'),
        (
            "[[template]]\nbody = '//main['\nletters = [1, 2]\n",
            'key "body" under [template] should be an XPath',
        ),
        ("[[template]]\nbdy = '//main'\n", 'unknown key "bdy" under [template]: did you mean "body"?'),
        ("template = 'x'\n", "write [[template]] above each"),
    ],
)
def test_a_wrong_template_is_refused(config: Path, text: str, says: str) -> None:
    (config / "sources" / "menafn.learned.toml").write_text(text)
    with pytest.raises(ConfigError) as error:
        load_rules(config)
    assert "menafn.learned.toml" in str(error.value)
    assert says in str(error.value)


def test_a_body_that_a_person_wrote_wins_over_templates(config: Path) -> None:
    template = "[[template]]\nbody = '//main'\nletters = [1, 2]\n"
    for name in ("dawn", "khaama"):
        (config / "sources" / f"{name}.learned.toml").write_text(template)
    rules = load_rules(config)
    counts = {name: len(source.templates) for name in ("dawn", "khaama") if (source := rules.source(name))}
    assert counts == {"dawn": 1, "khaama": 0}


def test_learning_says_that_a_body_of_the_source_s_own_file_stands_above(
    tmp_path: Path, config: Path
) -> None:
    folder = write_pages(tmp_path / "pages", HILLS[:9])
    done = khyber("sources", "learn", "khaama", "--from", folder, "--dry-run", "--config", str(config))
    assert done.returncode == 0, done.stderr
    assert "not used as long as khaama.toml gives a body itself" in done.stderr


def test_real_pages_of_one_site_are_cut_as_annotated() -> None:
    folder = shared_path("data", "pages", "dari")
    found = learn_templates([str(folder / "html")], "site", RULES)
    assert len(found.templates) == 1
    assert (found.fitted, found.others_fitted) == (found.held_out, 0)
    assert found.templates[0].agreement.words_f1 >= 0.999
