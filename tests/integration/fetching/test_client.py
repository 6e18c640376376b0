"""The client for strangers' addresses, against a real server that is polite, rude, or somewhere it should not be."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from services.ingest.fetching.client import Client, Fetched, together
from services.ingest.fetching.failures import FetchFailed, NotYet
from shared.delivery.visits import Manners
from tests.support.news_site import NewsSite, answer, bomb, drip, drip_head, endless

pytestmark = pytest.mark.redis

Fetch = Callable[..., Fetched]


def failure(fetch: Fetch, url: str, **options: object) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        fetch(url, **options)
    return failed.value


def test_a_page_is_fetched_with_its_headers(fetch: Fetch, site: NewsSite) -> None:
    site.put("/1", "<p>Hello", etag='"7"')

    fetched = fetch(site.url("/1"))

    assert (fetched.status, fetched.body, fetched.url) == (200, b"<p>Hello", site.url("/1"))
    assert fetched.headers["etag"] == '"7"'


def test_the_user_agent_says_who_we_are_and_how_to_reach_us(fetch: Fetch, site: NewsSite) -> None:
    fetch(site.url("/1"), client={"fetch_contact": "https://desk.example/bot"})

    agent = site.asked[-1].headers["user-agent"]
    assert agent.startswith("Quotewire/") and agent.endswith("(+https://desk.example/bot)")


def test_the_server_is_asked_for_the_host_that_the_address_names(fetch: Fetch, site: NewsSite) -> None:
    fetch(site.url("/1", "Courier.Example"))

    assert site.asked[-1].headers["host"] == f"courier.example:{site.port}"


def test_what_has_not_changed_is_not_sent_again(fetch: Fetch, site: NewsSite) -> None:
    site.put("/1", "", status=304)

    fetched = fetch(site.url("/1"), etag='"7"')

    assert (fetched.status, fetched.body) == (304, b"")
    assert site.asked[-1].headers["if-none-match"] == '"7"'


def test_without_an_etag_the_time_of_the_last_change_is_sent(fetch: Fetch, site: NewsSite) -> None:
    fetch(site.url("/1"), last_modified="Mon, 02 Mar 2026 09:00:00 GMT")

    assert site.asked[-1].headers["if-modified-since"] == "Mon, 02 Mar 2026 09:00:00 GMT"


def test_no_cookie_and_no_password_is_sent(fetch: Fetch, site: NewsSite) -> None:
    site.put("/1", "", status=302, location="/2", set_cookie="a=b")
    site.put("/2", "x")

    fetch(site.url("/1", "ann:secret@127.0.0.1"))

    assert {"cookie", "authorization"}.isdisjoint(site.asked[-1].headers)


def test_a_compressed_page_is_decompressed(fetch: Fetch, site: NewsSite) -> None:
    site.put("/1", gzip.compress(b"<p>Hello"), content_encoding="gzip")

    assert fetch(site.url("/1")).body == b"<p>Hello"
    assert site.asked[-1].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip"])
def test_a_coding_that_nobody_asked_for_is_refused_by_name(fetch: Fetch, site: NewsSite, coding: str) -> None:
    site.put("/1", b"x", content_encoding=coding)

    failed = failure(fetch, site.url("/1"))

    assert failed.failure == "bad_encoding" and repr(coding) in failed.detail


def test_a_body_that_is_not_the_gzip_it_says_is_refused(fetch: Fetch, site: NewsSite) -> None:
    site.put("/1", b"<p>plain", content_encoding="gzip")

    assert failure(fetch, site.url("/1")).failure == "bad_encoding"


def test_a_gzip_that_was_cut_off_may_be_whole_next_time(fetch: Fetch, site: NewsSite) -> None:
    site.put("/1", gzip.compress(b"<p>Hello" * 100)[:20], content_encoding="gzip")

    failed = failure(fetch, site.url("/1"))

    assert (failed.failure, failed.temporary) == ("no_connection", True)


@pytest.mark.parametrize("page", [endless, bomb], ids=["200 MB", "gzip bomb"])
def test_a_page_beyond_the_limit_is_refused_while_it_arrives(
    fetch: Fetch, site: NewsSite, page: Callable[..., None]
) -> None:
    site.pages["/1"] = page

    assert failure(fetch, site.url("/1"), client={"fetch_max_bytes": 1_000_000}).failure == "too_large"


def test_a_declared_length_beyond_the_limit_is_refused_unread(fetch: Fetch, site: NewsSite) -> None:
    site.put("/1", b"x", content_length="300000000")

    assert failure(fetch, site.url("/1")).failure == "too_large"


@pytest.mark.parametrize("page", [drip, drip_head], ids=["body", "head"])
def test_a_server_that_never_ends_is_left_after_the_time_limit(
    fetch: Fetch, site: NewsSite, page: Callable[..., None]
) -> None:
    site.pages["/1"] = page

    failed = failure(fetch, site.url("/1"), client={"fetch_seconds": 0.5})

    assert (failed.failure, failed.temporary) == ("too_slow", True)


def test_dns_that_hangs_is_left_after_the_time_limit(fetch: Fetch, site: NewsSite) -> None:
    def hang(host: str, port: int) -> list[str]:
        time.sleep(3)
        return ["127.0.0.1"]

    assert failure(fetch, site.url("/1"), client={"fetch_seconds": 0.3, "resolve": hang}).failure == "too_slow"


def test_redirects_are_followed_to_the_last_address(fetch: Fetch, site: NewsSite) -> None:
    site.redirect("/1", "/2", 301)
    site.redirect("/2", site.url("/3", "gazette.example"), 308)
    site.put("/3", "there")

    fetched = fetch(site.url("/1"))

    assert (fetched.url, fetched.body) == (site.url("/3", "gazette.example"), b"there")


def test_a_redirect_in_a_circle_ends(fetch: Fetch, site: NewsSite) -> None:
    site.redirect("/1", "/2")
    site.redirect("/2", "/1")

    assert failure(fetch, site.url("/1")).failure == "too_many_redirects"


def test_redirects_without_end_end(fetch: Fetch, site: NewsSite) -> None:
    for number in range(30):
        site.redirect(f"/{number}", f"/{number + 1}")

    assert failure(fetch, site.url("/0")).failure == "too_many_redirects"
    assert len(site.asked) < 15


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://courier.example/1", "data:text/html,x"])
def test_a_redirect_to_anything_but_the_web_is_refused(fetch: Fetch, site: NewsSite, target: str) -> None:
    site.redirect("/1", target)

    assert failure(fetch, site.url("/1")).failure == "bad_address"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0177.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],
)
def test_a_private_address_is_refused_however_it_is_written(make_client: Callable[..., Client], host: str) -> None:
    from services.ingest.fetching.addresses import look_up

    client = make_client(resolve=look_up, fetch_private_hosts="")

    with pytest.raises(FetchFailed) as failed:
        asyncio.run(client.fetch(f"http://{host}:9/", ticket="t"))

    assert failed.value.failure in {"private_address", "unknown_host", "bad_address"}
    assert not failed.value.temporary or failed.value.failure == "unknown_host"


def test_a_public_name_of_a_private_address_is_refused(fetch: Fetch, site: NewsSite) -> None:
    failed = failure(fetch, site.url("/1", "innocent.example"))

    assert failed.failure == "private_address" and "QUOTEWIRE_FETCH_PRIVATE_HOSTS" in failed.detail
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(fetch: Fetch, site: NewsSite) -> None:
    site.redirect("/1", site.url("/secret", "innocent.example"))

    assert failure(fetch, site.url("/1")).failure == "private_address"
    assert "/secret" not in site.paths()


def test_a_name_that_changes_between_check_and_connection_gains_nothing(fetch: Fetch, site: NewsSite) -> None:
    """DNS rebinding: the address that was checked is the one that is connected to, so each look-up is for itself."""
    answers: Iterator[list[str]] = iter([["203.0.113.7"], ["127.0.0.1"], ["127.0.0.1"]])
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return next(answers)

    failed = failure(
        fetch, site.url("/1", "rebinding.example"), client={"resolve": rebinding, "fetch_seconds": 1}, robots=False
    )

    assert failed.failure == "private_address"  # 203.0.113.0/24 is set aside for documentation
    assert looked_up == ["rebinding.example"]
    assert site.asked == []


def test_a_site_that_disallows_us_is_not_asked_for_the_page(fetch: Fetch, site: NewsSite) -> None:
    site.put("/robots.txt", "User-agent: quotewire\nDisallow: /private\n", content_type="text/plain")
    site.put("/private/1", "x")

    assert failure(fetch, site.url("/private/1")).failure == "robots"
    assert site.paths() == ["/robots.txt"]


def test_a_redirect_leads_nowhere_that_robots_txt_disallows(fetch: Fetch, site: NewsSite) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private\n")
    site.redirect("/1", "/private/1")
    site.put("/private/1", "x")

    assert failure(fetch, site.url("/1")).failure == "robots"
    assert "/private/1" not in site.paths()


def test_a_site_whose_robots_txt_fails_is_tried_again_later(fetch: Fetch, site: NewsSite) -> None:
    site.put("/robots.txt", "", status=503)
    site.put("/1", "x")

    failed = failure(fetch, site.url("/1"))

    assert (failed.failure, failed.temporary) == ("robots", True)


def test_robots_txt_is_read_once(make_client: Callable[..., Client], site: NewsSite) -> None:
    client = make_client()

    for path in ("/1", "/2"):
        asyncio.run(client.fetch(site.url(path), ticket=path))

    assert site.paths() == ["/robots.txt", "/1", "/2"]


def test_of_an_endless_robots_txt_the_beginning_is_heeded(fetch: Fetch, site: NewsSite) -> None:
    rules = "User-agent: *\nDisallow: /private\n" + "# more\n" * 200_000
    site.put("/robots.txt", rules)

    assert failure(fetch, site.url("/private")).failure == "robots"


def test_robots_txt_is_not_asked_for_where_it_is_ignored(fetch: Fetch, site: NewsSite) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    site.put("/feed", "x")

    assert fetch(site.url("/feed"), robots=False).status == 200
    assert site.paths() == ["/feed"]


@pytest.mark.parametrize("status", [401, 404, 410, 451, 500])
def test_any_status_is_an_answer(fetch: Fetch, site: NewsSite, status: int) -> None:
    site.put("/1", "x" * 10, status=status, cf_mitigated="challenge")

    fetched = fetch(site.url("/1"))

    assert (fetched.status, fetched.body, fetched.headers["cf-mitigated"]) == (status, b"", "challenge")


def test_a_server_that_nobody_runs_is_tried_again_later(fetch: Fetch) -> None:
    failed = failure(fetch, "http://127.0.0.1:1/")

    assert (failed.failure, failed.temporary) == ("no_connection", True)


def test_what_is_not_http_is_refused(fetch: Fetch, site: NewsSite) -> None:
    def greet(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"220 mail.example ESMTP\r\n")

    site.pages["/1"] = greet

    assert failure(fetch, site.url("/1")).failure == "no_connection"


def test_fetches_run_at_the_same_time_and_one_failure_is_its_own(
    make_client: Callable[..., Client], site: NewsSite
) -> None:
    site.put("/1", "one")
    site.redirect("/2", "/2")
    client = make_client()

    one, two = together(
        [
            lambda: client.fetch(site.url("/1"), ticket="1"),
            lambda: client.fetch(site.url("/2"), ticket="2"),
        ]
    )

    assert isinstance(one, Fetched) and one.body == b"one"
    assert isinstance(two, FetchFailed)


# --- manners


def test_a_second_visit_waits_for_its_turn(make_client: Callable[..., Client], site: NewsSite) -> None:
    client = make_client(manners=Manners(at_once=2, seconds_between=50))
    asyncio.run(client.fetch(site.url("/1"), ticket="1"))

    with pytest.raises(NotYet) as waiting:
        asyncio.run(client.fetch(site.url("/2"), ticket="2"))

    assert 0 < waiting.value.seconds <= 50
    assert "/2" not in site.paths()


def test_a_redirect_within_a_site_is_the_same_visit(make_client: Callable[..., Client], site: NewsSite) -> None:
    client = make_client(manners=Manners(at_once=1, seconds_between=50))
    site.redirect("/1", "/2")
    site.redirect("/2", site.url("/3", "gazette.example"))
    site.redirect("/3", site.url("/4"))
    site.put("/4", "back again")

    assert asyncio.run(client.fetch(site.url("/1"), ticket="1")).body == b"back again"


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_us_to_stay_away_is_left_alone(
    make_client: Callable[..., Client], site: NewsSite, status: int
) -> None:
    client = make_client()
    site.put("/1", "", status=status, retry_after="1000")

    answered = asyncio.run(client.fetch(site.url("/1"), ticket="1"))

    assert answered.retry_after == 1000
    with pytest.raises(NotYet) as waiting:
        asyncio.run(client.fetch(site.url("/2"), ticket="2"))
    assert 900 < waiting.value.seconds <= 1000


def test_a_retry_after_may_be_a_date(fetch: Fetch, site: NewsSite) -> None:
    at = datetime.now(UTC) + timedelta(hours=1)
    site.pages["/1"] = lambda request: answer(request, 503, {"Retry-After": format_datetime(at, usegmt=True)}, b"")

    seconds = fetch(site.url("/1")).retry_after

    assert seconds is not None and 3_500 < seconds <= 3_600


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("", None), ("soon", None), ("9" * 30, 86_400), ("-5", None), (f"Mon, 02 Mar {'9' * 40} 09:00:00 GMT", None)],
)
def test_an_odd_retry_after_is_bounded_or_passed_over(
    fetch: Fetch, site: NewsSite, given: str, seconds: float | None
) -> None:
    site.put("/1", "", status=500, retry_after=given)

    assert fetch(site.url("/1")).retry_after == seconds
