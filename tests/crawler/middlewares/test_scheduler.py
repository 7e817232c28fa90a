from types import SimpleNamespace

from scrapy import Request

from crawler.middlewares.scheduler import HostScheduler


def make_scheduler(*urls):
    downloader = SimpleNamespace(active=set())
    scheduler = HostScheduler(SimpleNamespace(engine=SimpleNamespace(downloader=downloader)))
    for url in urls:
        assert scheduler.enqueue_request(Request(url))
    return scheduler, downloader.active


def take(scheduler, active):
    request = scheduler.next_request()
    if request is not None:
        active.add(request)
    return request


def test_hosts_take_turns_and_have_one_request_under_way_each():
    scheduler, active = make_scheduler(*(f"https://{host}.test/{n}" for n in range(3) for host in "ab"))
    one, two = take(scheduler, active), take(scheduler, active)
    assert [one.url, two.url] == ["https://a.test/0", "https://b.test/0"]
    assert take(scheduler, active) is None
    assert scheduler.has_pending_requests()
    active.remove(two)
    assert take(scheduler, active).url == "https://b.test/1"
    active.clear()
    assert take(scheduler, active).url == "https://a.test/1"


def test_a_host_at_rest_holds_up_nobody():
    scheduler, active = make_scheduler(
        "https://slow.test/1", "https://slow.test/2", *(f"https://ok.test/{n}" for n in range(9))
    )
    take(scheduler, active)
    taken = []
    while (request := scheduler.next_request()) is not None:
        taken.append(request.url)
    assert taken == [f"https://ok.test/{n}" for n in range(9)]


def test_the_target_of_a_redirect_comes_before_the_rest_of_its_host():
    scheduler, active = make_scheduler("https://a.test/1", "https://a.test/2")
    scheduler.enqueue_request(Request("https://a.test/target", priority=2))
    scheduler.enqueue_request(Request("https://a.test/retry", priority=-1))
    order = []
    while (request := take(scheduler, active)) is not None:
        order.append(request.url[-1])
        active.clear()
    assert order == ["t", "1", "2", "y"]
    assert not scheduler.has_pending_requests()


def test_the_same_address_twice_is_handed_out_twice():
    scheduler, active = make_scheduler("https://a.test/1", "https://a.test/1")
    take(scheduler, active)
    active.clear()
    assert take(scheduler, active) is not None
