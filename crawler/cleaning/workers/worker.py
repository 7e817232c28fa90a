"""What runs in a worker process: cleaning, with nothing loaded that cleaning does not need."""

from __future__ import annotations

import resource
from collections.abc import Callable, Mapping

from cleaners.blocks.recurring import group_of
from cleaners.model import Article, Media, Page, Reason, Rules
from cleaners.process import clean_page, trace_page
from cleaners.undo import record_undo
from crawler.cleaning.workers.channel import Channel
from crawler.cleaning.workers.values import CleanSettings, Result, reject_page

NOTHING: frozenset[int] = frozenset()
MIB = 1024 * 1024
TELL_EVERY = 100  # texts
MEMORY_PER_BYTE = (
    64  # of a text: its letters, blocks, repairs and what is known of its lines; 45 were measured
)


_recurring: dict[str, frozenset[int]] = {}  # learned by the fork server, before it forked this worker


def learn(tell: Callable[[int], None], inputs: tuple[str, ...], source: str | None, rules: Rules) -> None:
    """Count which lines recur in the inputs, in the fork server: workers forked later know them.

    Tells how many texts were read, now and then.
    """
    from crawler.cleaning.recurring import learn_recurring

    read = 0

    def count(_: Page) -> None:
        nonlocal read
        read += 1
        if read % TELL_EVERY == 0:
            tell(TELL_EVERY)

    _recurring.update(learn_recurring(inputs, source, rules, count))
    tell(read % TELL_EVERY)


def clean_batches(channel: Channel, setting: CleanSettings) -> None:
    """The whole life of a worker process: batches of pages in, a result for each page out, until none come."""
    while True:
        limit_memory(setting.memory_mib * MIB)
        for page in channel.receive():
            allow_memory(page, setting)
            channel.send(clean_one(page, setting, _recurring))


def allow_memory(page: Page, setting: CleanSettings) -> None:
    """Let this process have what a text above the size limit of pages needs."""
    if page.media is Media.TEXT and len(page.body) > setting.rules.max_bytes:
        limit_memory(setting.memory_mib * MIB + MEMORY_PER_BYTE * len(page.body))


def limit_memory(size: int) -> None:
    """Limit the address space of this process, in bytes, as far as the system lets it."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def clean_one(page: Page, setting: CleanSettings, recurring: Mapping[str, frozenset[int]]) -> Result:
    """Clean one page in this worker process; a bug or an exhausted memory becomes a `Rejected`.

    `recurring` names the lines that recur in each group of texts.
    """
    rules, provenance = setting.rules, setting.provenance
    try:
        known = recurring.get(group_of(page), NOTHING)
        if not setting.undo or page.media is not Media.TEXT:
            return sketch(Result(clean_page(page, rules, provenance, known)), setting)
        trace = trace_page(page, rules, provenance, known, keep_steps=False)
        return sketch(Result(trace.outcomes, record_undo(page, trace)), setting)
    except MemoryError:
        return Result((reject_page(page, provenance, Reason.CRASHED, "more memory than a page may take"),))
    except Exception as error:  # the worker loop: one bad page must not stop the others
        detail = f"{type(error).__name__}: {error}"[:200]
        return Result((reject_page(page, provenance, Reason.CRASHED, detail),))


def sketch(result: Result, setting: CleanSettings) -> Result:
    """Add what articles are compared by: it takes long enough to be no work for the process that writes them."""
    if not setting.sketch:
        return result
    from crawler.articles.clusters.packing import pack_sketch
    from crawler.articles.clusters.sketch import sketch_text

    articles = (outcome for outcome in result.outcomes if isinstance(outcome, Article))
    return result._replace(sketches=tuple(pack_sketch(sketch_text(a.text, a.language)) for a in articles))
