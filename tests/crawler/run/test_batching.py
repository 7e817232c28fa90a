import asyncio

import pytest

from crawler.run.batching import Batcher


def gather(batcher, *values):
    async def submit_all():
        return await asyncio.gather(*map(batcher.submit, values), return_exceptions=True)

    return asyncio.run(submit_all())


def make_work(batches, delay=0.01):
    async def work(values):
        batches.append(list(values))
        await asyncio.sleep(delay)
        return [ValueError(value) if value < 0 else value * 2 for value in values]

    return work


def test_what_comes_while_a_call_is_under_way_makes_the_next_batch():
    batches = []
    results = gather(Batcher(make_work(batches), most=3), 1, 2, 3, 4, 5)
    assert results == [2, 4, 6, 8, 10]
    assert batches == [[1], [2, 3, 4], [5]]


def test_lanes_share_what_waits_and_a_large_value_goes_alone():
    batches = []
    gather(Batcher(make_work(batches), most=10, size=lambda value: value, lanes=2), 1, 1, 2, 2, 99, 3)
    assert batches == [[1], [1], [2, 2], [99], [3]]


def test_a_failure_of_one_value_is_its_callers_and_one_of_a_call_is_everyones():
    one, two, three = gather(Batcher(make_work([]), most=9), 1, -2, 3)
    assert (one, three) == (2, 6)
    assert isinstance(two, ValueError)

    async def fail(values):
        raise OSError(f"{len(values)} values")

    assert [str(error) for error in gather(Batcher(fail, most=9), 1, 2, 3)] == [
        "1 values",
        "2 values",
        "2 values",
    ]


def test_a_caller_that_gave_up_does_not_stop_the_others():
    async def run():
        batcher = Batcher(make_work([]), most=9)
        first, second, third = (asyncio.ensure_future(batcher.submit(value)) for value in (1, 2, 3))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        return await first, await third

    assert asyncio.run(run()) == (2, 6)
