"""What recurs across the texts of a folder: counted exactly, whatever the order, and taken out around stories only."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaners.blocks.recurring import Zone, group_of, hash_line
from cleaners.model import Article, Media, Page, Rules
from cleaners.process import clean_page
from crawler.cleaning.recurring import learn_recurring
from crawler.cleaning.recurring.counting import LineCounter
from crawler.config import RecurringOptions, load_rules, load_sources
from crawler.errors import ConfigError
from crawler.sources.learning import learn_source, render_learned
from tests.support.khyber import run_khyber as khyber
from tests.support.shared import REPOSITORY, read_set

RULES = load_rules(REPOSITORY / "config")
TEASER = "Snow closes the pass above the old town for a third day"
OFTEN = "The writer teaches history and can be reached by letter"


def story(number: int) -> str:
    return (
        f"Bridge {number} opens to traffic\n"
        f"The bridge with the number {number} was opened to traffic on Monday, the ministry of works said.\n"
        f"It took {number} years to build and will carry {number * 7} lorries a day, an engineer told us."
    )


def write_texts(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("copies", "recurs"), [(2, False), (3, True), (9, True)])
def test_a_line_behind_the_story_needs_two_other_texts(tmp_path: Path, copies: int, recurs: bool) -> None:
    texts = {f"{n}.txt": story(n) + (f"\n{TEASER}" if n < copies else "") for n in range(12)}
    found = learn_recurring([str(write_texts(tmp_path, texts))], None, RULES).get("", frozenset())
    assert (hash_line(TEASER, Zone.TAIL) in found) is recurs
    assert hash_line(TEASER, Zone.HEAD) not in found


@pytest.mark.parametrize(("copies", "recurs"), [(3, False), (4, True)])
def test_a_line_before_the_story_needs_three(tmp_path: Path, copies: int, recurs: bool) -> None:
    texts = {f"{n}.txt": ("Opinion\n" if n < copies else "") + story(n) for n in range(12)}
    found = learn_recurring([str(write_texts(tmp_path, texts))], None, RULES).get("", frozenset())
    assert (hash_line("Opinion", Zone.HEAD) in found) is recurs


def test_copies_of_one_file_count_once(tmp_path: Path) -> None:
    texts = {f"copy-{n}.txt": f"{story(1)}\n{TEASER}" for n in range(9)}
    assert learn_recurring([str(write_texts(tmp_path, texts))], None, RULES) == {}


def test_each_top_folder_is_counted_by_itself_and_a_source_as_one(tmp_path: Path) -> None:
    texts = {f"{n % 2}/{n}.txt": f"{story(n)}\n{TEASER}" for n in range(5)}
    folder = str(write_texts(tmp_path, texts))
    assert set(learn_recurring([folder], None, RULES)) == {"0"}
    assert set(learn_recurring([folder], "herald", RULES)) == {"herald"}
    assert group_of(Page(b"", Media.TEXT, input="0/1.txt", source="herald")) == "herald"


def test_neither_pages_nor_unreadable_files_take_part(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"{n}.html").write_text(f"<p>{TEASER}</p>")
        (tmp_path / f"{n}.txt").write_bytes(b"%PDF-1.7\n" + TEASER.encode())
    assert learn_recurring([str(tmp_path)], None, RULES) == {}


def test_a_line_is_learned_as_it_will_be_repaired(tmp_path: Path) -> None:
    damaged = TEASER.replace("old", "o\u00adld").replace("third day", "third&nbsp;day")
    texts = {f"{n}.txt": f"{story(n)}\n{damaged if n % 2 else TEASER}" for n in range(4)}
    found = learn_recurring([str(write_texts(tmp_path, texts))], None, RULES)[""]
    assert hash_line(TEASER, Zone.TAIL) in found


ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 5), st.integers(0, 6), st.sampled_from("hsb")), max_size=60
)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_counter_is_exact_and_blind_to_order(
    rows: list[tuple[int, int, int, str]], shuffle: random.Random
) -> None:
    options = RecurringOptions(min_other_texts=3, min_other_texts_behind=2)
    # The number of a line holds its place, as that of `hash_line` does.
    given_rows = [
        (g, line * 4 + "hsb".index(zone), text, zone == "b", zone == "s") for g, line, text, zone in rows
    ]
    expected = set()
    for group, line in {(g, line) for g, line, *_ in given_rows}:
        texts = {text for g, other, text, *_ in given_rows if (g, other) == (group, line)}
        if len(texts) > (3 if line % 4 == 0 else 2):
            expected.add((group, line))
    for order in (given_rows, shuffle.sample(given_rows, len(given_rows))):
        with LineCounter() as counter:
            for row in order:
                counter.add([row])
            assert set(counter.find(options)) == expected


def clean_folder(folder: Path, rules: Rules = RULES) -> dict[str, Article]:
    found = learn_recurring([str(folder)], None, rules)
    cleaned = {}
    for path in sorted(folder.rglob("*.txt")):
        page = Page(path.read_bytes(), Media.TEXT, input=path.relative_to(folder).as_posix())
        (outcome,) = clean_page(page, rules, recurring=found.get(group_of(page), frozenset()))
        assert isinstance(outcome, Article)
        cleaned[page.input or ""] = outcome
    return cleaned


def test_furniture_goes_and_the_story_stays(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"{story(n)}\n{TEASER}\n{OFTEN}" for n in range(6)}
    cleaned = clean_folder(write_texts(tmp_path, texts))
    for n in range(6):
        article = cleaned[f"{n}.txt"]
        assert article.title == f"Bridge {n} opens to traffic"
        assert list(article.paragraphs) == story(n).split("\n")[1:]
        assert [r.text for r in article.removed] == [TEASER, OFTEN]
        assert {r.cleaner for r in article.removed} == {"remove_recurring_lines"}


def test_a_headline_that_is_a_teaser_elsewhere_stays_above_its_own_story(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"{story(n)}\nBridge 0 opens to traffic" for n in range(1, 8)}
    cleaned = clean_folder(write_texts(tmp_path, texts | {"0.txt": story(0)}))
    assert cleaned["0.txt"].title == "Bridge 0 opens to traffic"
    assert all(len(article.paragraphs) == 2 for article in cleaned.values())


def test_syndicated_copies_are_left_alone(tmp_path: Path) -> None:
    names = "Gul Khan, driver\nSara Bibi, teacher"
    texts = {f"{n}.txt": f"Paper {n}\n{story(5)}\n{names}" for n in range(8)}
    cleaned = clean_folder(write_texts(tmp_path, texts))
    assert all(article.removed == () for article in cleaned.values())


def test_a_refrain_inside_several_stories_stays(tmp_path: Path) -> None:
    def sung(n: int) -> str:
        title, first, last = story(n).split("\n")
        return f"{title}\n{first}\n“Open the road!”\n{last}"

    cleaned = clean_folder(write_texts(tmp_path, {f"{n}.txt": sung(n) for n in range(8)}))
    assert all("“Open the road!”" in article.paragraphs for article in cleaned.values())


def test_the_command_learns_unless_told_not_to(tmp_path: Path) -> None:
    folder = str(write_texts(tmp_path, {f"{n}.txt": f"{story(n)}\n{TEASER}" for n in range(6)}))
    outputs = {}
    for flags in ((), ("--workers", "3"), ("--no-learn",)):
        done = khyber("clean", folder, "--format", "jsonl", "--out", "-", *flags)
        assert done.returncode == 0, done.stderr
        outputs[flags] = [json.loads(line)["text"] for line in done.stdout.splitlines()]
    assert all(TEASER not in text for text in outputs[()])
    assert outputs[()] == outputs[("--workers", "3")]
    assert all(TEASER in text for text in outputs[("--no-learn",)])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "config", tmp_path / "config"))


def test_a_source_learns_into_a_file_that_is_reviewed_and_used(tmp_path: Path, config: Path) -> None:
    folder = write_texts(tmp_path / "old", {f"{n}.txt": f"{story(n)}\n{OFTEN}" for n in range(6)})
    path = config / "sources" / "dawn.learned.toml"
    learn = ("sources", "learn", "dawn", "--from", str(folder), "--config", str(config))
    dry = khyber(*learn, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert OFTEN in dry.stdout
    assert not path.exists()
    path.write_text("# by hand\nstrip = ['//aside']\n")
    for _ in range(2):  # the second time replaces what the first one wrote
        done = khyber(*learn)
        assert done.returncode == 0, done.stderr
        assert str(path) in done.stderr
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# by hand\nstrip = ['//aside']\n")
    assert text.count("[[recurring]]") == 1
    assert 'files = 6\nof = 6\nfirst = "0.txt"\nlast = "5.txt"\n' in text
    rules = load_rules(config)
    assert rules.digest != RULES.digest
    source = rules.source("dawn")
    assert source is not None
    assert source.recurring_lines == (OFTEN,)
    assert source.strip == ("//aside",)
    new = Page(f"{story(77)}\n{OFTEN}".encode(), Media.TEXT, source="dawn")
    (article,) = clean_page(new, rules)
    assert isinstance(article, Article)
    assert len(article.paragraphs) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[recurring]]\nline = "x"\n', 'key "files" is missing'),
        ('[[recurring]]\nlin = "x"\n', 'unknown key "lin" under [recurring]: did you mean "line"?'),
        ('recurring = ["x"]\n', "write [[recurring]] above each"),
        ('[[recurrin]]\nline = "x"\n', 'unknown key "recurrin": did you mean "recurring"?'),
    ],
)
def test_a_wrong_learned_file_is_refused(config: Path, text: str, says: str) -> None:
    (config / "sources" / "dawn.learned.toml").write_text(text)
    with pytest.raises(ConfigError) as error:
        load_sources(config)
    assert "dawn.learned.toml" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ("min_other_text = 3", 'did you mean "min_other_texts"?'),
        ("min_other_texts = 0", "should be greater than or equal to 1"),
        ('min_other_texts = "3"', "should be a valid integer"),
    ],
)
def test_wrong_numbers_are_refused(config: Path, options: str, says: str) -> None:
    path = config / "cleaning.toml"
    text = path.read_text(encoding="utf-8").partition("[options.")[0]
    path.write_text(f"{text}[options.remove_recurring_lines]\n{options}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"cleaning\.toml") as error:
        load_rules(config)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nobody", "--from", "seeds"), "nobody"),
        (("dawn", "--from", "no/such/folder"), "no such file or folder"),
        (("dawn", "--from", "docs"), "holds neither page nor plain text"),
    ],
)
def test_learning_from_nothing_is_a_usage_error(arguments: tuple[str, ...], says: str) -> None:
    done = khyber("sources", "learn", *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_any_line_survives_the_learned_file(lines: list[str]) -> None:
    import tomllib

    from crawler.config import LearnedLine
    from crawler.sources.learning import Learned

    learned = Learned(9, tuple(LearnedLine(line, 8, 9, "a", "b") for line in lines))
    assert [one["line"] for one in tomllib.loads(render_learned(learned))["recurring"]] == lines


def test_real_texts_lose_their_teasers_and_nothing_of_their_stories(tmp_path: Path) -> None:
    rows = list(read_set("the_news", limit=150))
    folder = write_texts(tmp_path, {f"{row['key']}.txt": row["dirty"] for row in rows})
    found = learn_recurring([str(folder)], None, RULES)[""]
    taken = 0
    for row in rows:
        page = Page(row["dirty"].encode(), Media.TEXT, input=f"{row['key']}.txt")
        for outcome in clean_page(page, RULES, recurring=found):
            if isinstance(outcome, Article) and row["paragraphs"]:
                gone = {r.text for r in outcome.removed if r.cleaner == "remove_recurring_lines"}
                assert not gone & set(row["paragraphs"])
                taken += len(gone)
    assert taken > len(rows)


def test_a_source_with_nothing_recurring_learns_nothing(tmp_path: Path) -> None:
    folder = write_texts(tmp_path, {f"{n}.txt": story(n) for n in range(4)})
    learned = learn_source([str(folder)], "dawn", RULES)
    assert (learned.files, learned.lines) == (4, ())


SHORT = "Officials say that the road over the hills will be closed to all lorries until spring."


@pytest.mark.parametrize(
    ("below", "taken"), [((TEASER,), True), (("Sport", "Weather", TEASER, OFTEN, "Jobs", "Maps"), False)]
)
def test_a_paragraph_right_behind_the_story_goes_only_with_the_line_below_it(
    tmp_path: Path, below: tuple[str, ...], taken: bool
) -> None:
    texts = {f"{n}.txt": f"{story(n)}\n{SHORT}\n{below[n % len(below)]} {n // 6}" for n in range(6)}
    cleaned = clean_folder(write_texts(tmp_path, texts))
    assert all((SHORT not in article.paragraphs) is taken for article in cleaned.values())
