"""A long run over the parsers of what strangers send: `make fuzz`, or `make fuzz ARGS="--minutes 2 feed warc"`.

What it finds is printed in its smallest form; it stays as a test once it is among its parser's samples.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.parsers import PARSERS, Parser

AT_ONCE = 50
"""Examples between two looks at the clock."""

LONGEST = 5.0
"""Seconds of CPU that a document of 20 kB may take."""


def run(parser: Parser, minutes: float) -> str:
    """Try documents for so long; return what was found, "" if nothing was."""
    end, tried, slowest = time.monotonic() + minutes * 60, 0, 0.0

    def check(document: bytes) -> None:
        nonlocal tried, slowest
        began = time.process_time()
        parser.check(document)
        took = time.process_time() - began
        tried, slowest = tried + 1, max(slowest, took)
        assert took < LONGEST, f"{took:.1f} s of CPU for {len(document):,} bytes"

    rounds = 0
    while time.monotonic() < end:
        rounds += 1
        examples = settings(
            max_examples=AT_ONCE, database=None, deadline=None, phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck), print_blob=False,
        )  # fmt: skip
        try:
            seed(time.time_ns())(examples(given(parser.documents())(check)))()
        except Exception as error:
            notes = "\n".join(getattr(error, "__notes__", []))
            return f"{parser.name}: {type(error).__name__}: {error}\n{notes}"
    print(f"{parser.name}: {tried:,} documents, the slowest took {slowest:.2f} s", flush=True)
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 if anything was found."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--minutes", type=float, default=10, help="for each parser")
    options.add_argument("names", nargs="*", metavar="PARSER", help="only these: " + ", ".join(p.name for p in PARSERS))
    given_ones = options.parse_args(arguments)
    chosen = [parser for parser in PARSERS if not given_ones.names or parser.name in given_ones.names]
    found = [find for parser in chosen if (find := run(parser, given_ones.minutes))]
    print("\n\n".join(found) or "Nothing was found.", flush=True)
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
