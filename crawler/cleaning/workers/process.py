"""What runs in a worker process: it cleans the pages of a task, reading those of a shard by itself, and is watched from outside.

Handing over the pages of an archive one by one costs the main process more than watching, and a cluster a message each.
"""

from __future__ import annotations

import pickle
import resource
from collections.abc import Callable

from cleaners.blocks.recurring import group_of
from cleaners.model import Article, Media, Page, Reason, Rejected, Rules
from cleaners.process import clean_page, trace_page
from cleaners.undo import record_undo
from crawler.cleaning.shards import Shard, read_shard
from crawler.cleaning.workers.channel import Channel
from crawler.cleaning.workers.progress_file import Progress, ProgressFile
from crawler.cleaning.workers.tasks import (
    MIB,
    CleanSettings,
    Recurring,
    Result,
    ShardTask,
    Task,
    limit_of,
    reject_page,
)
from crawler.errors import InputError, StoreError

NONE: Recurring = {}
NO_LINES: frozenset[int] = frozenset()
COUNT_EVERY = 100  # texts
MEMORY_PER_BYTE = 64  # of a text: its characters, blocks, repairs and lines; 45 were measured


def serve_tasks(channel: Channel, settings: CleanSettings) -> None:
    """The whole life of a worker process: tasks in, until none come.

    For pages a result each goes out; for a shard, whose results go into a file, None, or an error that ends the run.
    """
    recurring = settings.recurring or NONE
    while True:
        task: Task = channel.receive()
        if isinstance(task, ShardTask):
            channel.send(clean_shard(task, settings))
        else:
            for page in task:
                channel.send(clean_one(page, settings, recurring))


def clean_shard(task: ShardTask, settings: CleanSettings) -> Exception | None:
    """Write the results of a shard to its spool, behind those that are there; the error that keeps it from doing so."""
    try:
        write_results(task, settings)
    except (StoreError, InputError) as error:
        return error
    except OSError as error:
        return StoreError(f"cannot clean {task.shard.name}: {error}: make room, then run again")
    return None


def write_results(task: ShardTask, settings: CleanSettings) -> None:
    """Clean what is left of a shard, noting the progress before and after each page."""
    find_recurring = know_recurring(task.shard, settings)
    with task.spool.open("r+b") as spool, ProgressFile(task.progress) as progress:
        _, done, _, size = progress.read()
        spool.seek(size)
        spool.truncate()  # a killed worker may have left a part of a result
        verdict = task.verdict
        limit_reading(settings)
        for number, page in enumerate(read_shard(task.shard, settings.source, settings.rules)):
            if number < done:
                continue
            if isinstance(page, Rejected):
                result = Result((page,))
            else:
                known = find_recurring() if page.media is Media.TEXT else NONE
                limit = limit_of(page, settings.page_limit_seconds)
                progress.write(Progress(number + 1, number, limit, spool.tell()))
                if verdict:
                    result, verdict = reject_page(page, settings.provenance, *verdict), None
                else:
                    result = clean_one(page, settings, known)
            pickle.dump(result, spool, pickle.HIGHEST_PROTOCOL)
            spool.flush()  # to the system, where it outlives this process
            progress.write(Progress(number + 1, number + 1, 0.0, spool.tell()))
            limit_reading(settings)


def know_recurring(shard: Shard, settings: CleanSettings) -> Callable[[], Recurring]:
    """Asks for the lines that recur in the texts of a shard, which are counted when a first text asks."""
    known = settings.recurring

    def ask() -> Recurring:
        nonlocal known
        if known is None:
            from crawler.cleaning.recurring.learn import learn_texts

            pages = read_shard(shard, settings.source, settings.rules)
            texts = (page for page in pages if isinstance(page, Page) and page.media is Media.TEXT)
            known = learn_texts(texts, settings.rules)
        return known

    return ask


def clean_one(page: Page, settings: CleanSettings, recurring: Recurring) -> Result:
    """Clean one page in this worker process; a bug or an exhausted memory becomes a `Rejected`.

    `recurring` names the lines that recur in each group of texts.
    """
    limit_cleaning(page, settings)
    rules, provenance, size = settings.rules, settings.provenance, len(page.body)
    try:
        known = recurring.get(group_of(page), NO_LINES)
        if not settings.undo or page.media is not Media.TEXT:
            return sketch(Result(clean_page(page, rules, provenance, known), size=size), settings)
        trace = trace_page(page, rules, provenance, known, keep_steps=False)
        return sketch(Result(trace.outcomes, record_undo(page, trace), size=size), settings)
    except MemoryError:
        return reject_page(page, provenance, Reason.CRASHED, "more memory than a page may take")
    except Exception as error:  # the worker loop: one bad page must not stop the others
        return reject_page(page, provenance, Reason.CRASHED, f"{type(error).__name__}: {error}"[:200])


def sketch(result: Result, settings: CleanSettings) -> Result:
    """Add what articles are compared by: it takes long enough to be no work for the process that writes them."""
    if not settings.sketch:
        return result
    from crawler.articles.clusters.packing import pack_sketch
    from crawler.articles.clusters.sketch import sketch_text

    articles = (outcome for outcome in result.outcomes if isinstance(outcome, Article))
    return result._replace(sketches=tuple(pack_sketch(sketch_text(a.text, a.language)) for a in articles))


def limit_reading(settings: CleanSettings) -> None:
    """Let this process have what it may use between two pages: a text is held twice while it is unpacked."""
    limit_memory(settings.memory_mib * MIB + 2 * settings.rules.max_text_bytes)


def limit_cleaning(page: Page, settings: CleanSettings) -> None:
    """Let this process have what it may use to clean a page: more for a text above the size limit of pages."""
    long = page.media is Media.TEXT and len(page.body) > settings.rules.max_bytes
    limit_memory(settings.memory_mib * MIB + (MEMORY_PER_BYTE * len(page.body) if long else 0))


def limit_memory(size: int) -> None:
    """Limit the address space of this process, in bytes, as far as the system lets it."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def learn_inputs(channel: Channel, inputs: tuple[str, ...], source: str | None, rules: Rules) -> None:
    """Count which lines recur in the inputs; sends the number of texts read since, now and then, and at the end the lines.

    Sends the InputError or StoreError that keeps it from doing so.
    """
    from crawler.cleaning.recurring.learn import learn_recurring

    read = 0

    def count(_: Page) -> None:
        nonlocal read
        read += 1
        if read % COUNT_EVERY == 0:
            channel.send(COUNT_EVERY)

    try:
        recurring = learn_recurring(inputs, source, rules, count)
    except (InputError, StoreError) as error:
        channel.send(error)
        return
    channel.send(read % COUNT_EVERY)
    channel.send(recurring)
