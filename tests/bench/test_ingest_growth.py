"""How ingest's time grows with hostile posts and pages: the exponent, fitted over four sizes, is near one.

Where a page is refused from some size on, which is how the squares of libraries are bounded (``html_tree``), the times
fall and the exponent says nothing; then it is the longest time that counts.

Run with ``-s`` to read the figures. Processor time; a square, which is what each of these was or could be, has an
exponent of two. Where a size takes less than a few milliseconds, the fit says nothing and is passed over.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from services.ingest import forms
from services.ingest.identity import canonical_url
from services.ingest.parsing import parse_post
from shared import errors
from shared.text import fold

SIZES = (1, 2, 4, 8)
SLOPE = 1.5
"""Largest exponent that passes: caches and garbage collection make a linear step look like 1.1 or 1.2."""
SHORTEST = 0.02
"""Seconds below which a measurement is noise."""
LONGEST = 10.0
"""Seconds that no article may delay others by."""

PROSE = "The harbour in Halmstow opens again on Monday, said its master, Felicity Brome. "


def document(**fields: object) -> bytes:
    return json.dumps({"title": "t", "body": "b"} | fields, ensure_ascii=False).encode()


def long_body(characters: str) -> Callable[[int], bytes]:
    """A body of so many bytes, of these characters behind one letter."""
    return lambda size: document(body="a" + characters * (size // len(characters.encode())))


POSTS: Mapping[str, Callable[[int], bytes]] = {
    "marks": long_body("\u0345\u0301\u0316"),
    "marks beyond U+10000": long_body("\U0001d165\U0001d16e"),
    "marks of two parts": long_body("\u0344"),
    "emoji": long_body("😀"),
    "letters that become eighteen": long_body("\ufdfa"),
    "syllables in parts": long_body("\u1100\u1161\u11a8"),
    "quotation marks": long_body("“"),
    "blanks": long_body(" "),
    "unknown fields": lambda size: document(**{f"f{n}": 1 for n in range(size // 10)}),
    "authors": lambda size: document(authors=[1] * (size // 3)),
    "tags": lambda size: document(tags=["a"] * (size // 5)),
    "nested lists": lambda size: b"[" * size,
    "digits": lambda size: b'{"title": ' + b"9" * size + b"}",
    "escapes": lambda size: b'{"title": "' + b"\\ud83d" * (size // 6) + b'"}',
    "an address": lambda size: document(url="https://example.org/" + "x" * size),
    "a date": lambda size: document(published_at="2026-03-02T09:00:00." + "0" * size),
}
URLS: Mapping[str, Callable[[int], str]] = {
    "percent signs": lambda size: "https://example.org/" + "%41" * (size // 3),
    "parameters": lambda size: "https://example.org/?" + "a=1&" * (size // 4),
    "tracking": lambda size: "https://example.org/?" + "utm_" * (size // 4),
    "a host of labels": lambda size: "https://" + "é." * (size // 2) + "example",
}
PAGES: Mapping[str, Callable[[int], str]] = {
    "paragraphs": lambda size: f"<p>{PROSE * 3}</p>" * (size // 250),
    "empty paragraphs": lambda size: f"<p>{PROSE}" + "<p>x" * (size // 4),
    "line breaks": lambda size: f"<p>{PROSE * 3}" + "x<br>" * (size // 5),
    "cells": lambda size: f"<p>{PROSE * 3}</p><table>" + "<tr><td>x</td></tr>" * (size // 19),
    "sections": lambda size: "<section><p>Hello there my friend</p></section>" * (size // 46),
    "attributes": lambda size: f"<p>{PROSE * 3}</p><p {' '.join(f'a{n}=1' for n in range(size // 8))}>x</p>",
    "links": lambda size: f"<p>{PROSE * 3}</p>" + '<a href="/a">b</a>' * (size // 18),
    "nested divisions": lambda size: "<div>" * (size // 11) + PROSE + "</div>" * (size // 11),
    "nested navigation": lambda size: "<nav>x" * (size // 6),
    "marks": lambda size: f"<p>{PROSE * 3}a" + "&#837;&#769;&#790;" * (size // 18),
    "marks in elements": lambda size: f"<p>{PROSE * 3}a" + "<b>&#837;</b>" * (size // 13),
    "marks around scripts": lambda size: f"<p>{PROSE * 3}a" + ("&#837;" * 20 + "<script>x</script>") * (size // 138),
    "text around scripts": lambda size: f"<p>{PROSE * 3}a" + ("xy" * 10 + "<script>x</script>") * (size // 38),
    "data that is not JSON": lambda size: (
        f'<p>{PROSE * 3}</p><script type="application/ld+json">{chr(34)}author":'
        + '{"name":' * (size // 8)
        + "</script>"
    ),
    "open tags": lambda size: f"<p>{PROSE * 3}</p>" + "<a " * (size // 3),
    "open marks": lambda size: f"<p>{PROSE * 3}</p>" + "<a '\"" * (size // 5),
    "dates": lambda size: f"<p>{PROSE * 3}</p>" + "<p>2026-03-02</p>" * (size // 17),
}


def post(raw: bytes) -> None:
    with suppress(errors.Refused):
        parse_post(raw)


def address(url: str) -> None:
    with suppress(ValueError):
        canonical_url(url)


def prepare(html: str) -> None:
    payload = json.dumps({"form": "html_page", "posted": {"html": f"<html><body>{html}</body></html>"}})
    with suppress(errors.Rejected):
        forms.prepare(payload)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def fitted(name: str, work: Callable[[Any], object], make: Callable[[int], Any], smallest: int) -> str | None:
    """Print times and exponent; return what is wrong with them."""
    given = [make(smallest * size) for size in SIZES]
    took = [seconds(partial(work, one)) for one in given]
    points = [(math.log(size), math.log(time)) for size, time in zip(SIZES, took, strict=True) if time > SHORTEST]
    slope = 0.0
    if len(points) >= 3:
        mean_x, mean_y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
        slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    print(f"{name:30} {' '.join(f'{time:7.3f}' for time in took)} s  exponent {slope:.2f}")
    return f"{name}: {took[-1]:.1f} s, exponent {slope:.2f}" if slope > SLOPE or took[-1] > LONGEST else None


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_time_grows_with_the_length_of_a_post() -> None:
    print()
    slow = [fitted(name, post, make, 250_000) for name, make in POSTS.items()]
    slow += [fitted(f"address: {name}", address, make, 256) for name, make in URLS.items()]
    slow += [fitted("folding marks", fold, lambda size: "a" + "\u0345\u0301\u0316" * size, 30_000)]

    assert not [one for one in slow if one]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_time_grows_with_the_length_of_a_page() -> None:
    print()
    slow = [fitted(name, prepare, make, 250_000) for name, make in PAGES.items()]

    assert not [one for one in slow if one]
