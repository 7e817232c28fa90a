"""What a worker process does with a shard: it reads, cleans and counts the pages by itself, and is watched from outside.

Handing over pages one by one costs the main process more than watching, and a cluster a message each.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cleaners.model import Media, Page, Reason, Rejected
from crawler.cleaning.job import MERGE_EVERY, count_page
from crawler.cleaning.shards.shard import Shard, read_shard
from crawler.cleaning.shards.watch import Stand, Watch
from crawler.cleaning.workers.channel import Channel
from crawler.cleaning.workers.values import CleanSettings, Result, limit_of, reject_page
from crawler.cleaning.workers.worker import MIB, allow_memory, clean_one, limit_memory
from crawler.errors import InputError, StoreError
from crawler.report import SourceSummary
from crawler.report.summary import merge_sources

Rows = tuple[SourceSummary, ...]
Recurring = Mapping[str, frozenset[int]]


class ShardSettings(NamedTuple):
    """What every shard of a job is cleaned with.

    `recurring` names the lines that recur in the texts of all inputs; where it is None and `learn` is set, they are
    counted in each shard that holds texts.
    """

    setting: CleanSettings
    source: str | None = None
    page_limit_seconds: float = 10.0
    learn: bool = True
    recurring: Recurring | None = None


class Order(NamedTuple):
    """A shard to clean into the file `spool`; in `watch` stands how many results of it are there already.

    `verdict` is what the next page is rejected for, instead of being cleaned.
    """

    shard: Shard
    spool: Path
    watch: Path
    verdict: tuple[Reason, str] | None = None


def clean_shards(channel: Channel, told: ShardSettings) -> None:
    """The whole life of a worker process: shards in, counts out, results into files; a failure that ends a run, too."""
    while True:
        limit_memory(told.setting.memory_mib * MIB)
        order = channel.receive()
        answer: Rows | Exception
        try:
            answer = clean_shard(order, told)
        except (StoreError, InputError) as error:
            answer = error
        except OSError as error:
            answer = StoreError(f"cannot clean {name_shard(order.shard)}: {error}: make room, then run again")
        channel.send(answer)


def name_shard(shard: Shard) -> str:
    """Where a shard is, for people."""
    return f"{shard.files[0].root}/{shard.files[0].key}"


def clean_shard(order: Order, told: ShardSettings) -> Rows:
    """Write the results of a shard to its spool, behind those that are there, and count all of them."""
    rows: Rows = ()
    fresh: list[SourceSummary] = []
    recurring = know_recurring(order.shard, told)
    with order.spool.open("r+b") as spool, Watch(order.watch) as watch:
        done = watch.see().done
        for number, page in enumerate(read_shard(order.shard, told.source, told.setting.rules)):
            if number < done:
                result: Result = pickle.load(spool)  # noqa: S301 - a worker of ours wrote it
            else:
                if number == done:
                    spool.truncate(spool.tell())  # a killed worker may have left a part of a result
                known = recurring() if isinstance(page, Page) and page.media is Media.TEXT else {}
                limit = limit_of(page, told.page_limit_seconds) if isinstance(page, Page) else 0.0
                watch.tell(Stand(number + 1, number, limit))
                result = judge(page, told.setting, known, order.verdict if number == done else None)
                pickle.dump(result, spool, pickle.HIGHEST_PROTOCOL)
                spool.flush()  # to the system, where it outlives this process
                watch.tell(Stand(number + 1, number + 1))
            fresh += count_page(page, result.outcomes)
            if len(fresh) >= MERGE_EVERY:
                rows, fresh = merge_sources((*rows, *fresh)), []
    return merge_sources((*rows, *fresh))


def know_recurring(shard: Shard, told: ShardSettings) -> Callable[[], Recurring]:
    """Asks for the lines that recur in the texts of a shard, which are counted when a first text asks."""
    known = told.recurring
    if known is None and not told.learn:
        known = {}

    def ask() -> Recurring:
        nonlocal known
        if known is None:
            from crawler.cleaning.recurring.learn import learn_texts

            pages = read_shard(shard, told.source, told.setting.rules)
            texts = (page for page in pages if isinstance(page, Page) and page.media is Media.TEXT)
            known = learn_texts(texts, told.setting.rules)
        return known

    return ask


def judge(
    page: Page | Rejected, setting: CleanSettings, recurring: Recurring, verdict: tuple[Reason, str] | None
) -> Result:
    """What becomes of one page."""
    if isinstance(page, Rejected):
        return Result((page,))
    if verdict:
        return Result((reject_page(page, setting.provenance, *verdict),))
    allow_memory(page, setting)
    return clean_one(page, setting, recurring)


def read_results(spool: BinaryIO) -> Iterator[Result]:
    """Results of a finished spool, one by one."""
    with suppress(EOFError):
        while True:
            yield pickle.load(spool)  # noqa: S301 - a worker of ours wrote it
