import asyncio
from types import SimpleNamespace

from crawler.errors import StoreError
from crawler.run import leasing
from crawler.run.leasing import keep_leases
from crawler.state import open_state


def make_session(state, holder):
    sources = tuple(SimpleNamespace(id=name) for name in ("a", "b"))
    return SimpleNamespace(state=state, holder=holder, job=SimpleNamespace(sources=sources))


def test_leases_are_renewed_until_one_is_lost(database_url, monkeypatch):
    monkeypatch.setattr(leasing, "RENEW_SECONDS", 0.02)
    ended = []

    async def watch(state):
        keeping = asyncio.create_task(keep_leases(make_session(state, "one"), ended.append))
        await asyncio.sleep(0.5)
        assert not keeping.done()
        state.leases.release("one")
        state.leases.take(["b"], "two")
        await asyncio.wait_for(keeping, 10)

    with open_state(database_url) as state:
        asyncio.run(watch(state))
        assert state.leases.find_holders(["b"]) == {"b": "two"}
    assert ended == ["another machine took over b"]


def test_a_database_that_does_not_answer_is_asked_again(monkeypatch):
    monkeypatch.setattr(leasing, "RENEW_SECONDS", 0.01)
    ended = []

    class Leases:
        calls = 0

        def take(self, sources, holder):
            self.calls += 1
            if self.calls < 3:
                raise StoreError("gone for a moment")
            return frozenset({"a"})

    state = SimpleNamespace(leases=Leases())
    asyncio.run(asyncio.wait_for(keep_leases(make_session(state, "one"), ended.append), 10))
    assert state.leases.calls == 3
    assert ended == ["another machine took over b"]
