"""Score cleaning on texts of your own: ``python -m tests.eval.cleaning --clean FILE.jsonl … --pages FILE.jsonl``.

``--clean``: articles that hold nothing but themselves, ``{"id", "body"}`` or ``{"id", "text"}`` on each line: whatever
is cut from them is wrong. ``--pages``: what extraction made of pages, ``{"id", "text", "gold"}``, gold being the true
text: a line that gold has not is boilerplate (its headline, too), and one that gold has is cut wrongly.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.cleaning.article import clean_body

_WORD = re.compile(r"\w+")


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.cleaning", description=__doc__)
    parser.add_argument("--clean", type=Path, nargs="*", default=[], help="articles from which nothing may be cut")
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="extracted pages with their true text")
    parser.add_argument("--show", action="store_true", help="print each line that is cut wrongly")
    options = parser.parse_args()
    if options.clean:
        articles = words = cut = 0
        for row in _rows(options.clean):
            body = row.get("body") or row["text"]
            gone = [line for line in _cut_lines(body) if line.strip()]
            articles, words = articles + 1, words + len(_WORD.findall(body))
            cut += len(_WORD.findall(" ".join(gone)))
            if options.show:
                print(*gone, sep="\n", end="\n" if gone else "")
        print(f"{articles} clean articles: {cut} of {words:,} words cut, {100 * cut / words:.4f} %")
    if options.pages:
        left = gone_rightly = wrong = 0
        for row in _rows(options.pages):
            gold = f" {' '.join(_WORD.findall(row['gold']))} "
            cut_lines = set(_cut_lines(row["text"]))
            for line in filter(_WORD.search, row["text"].splitlines()):
                is_in_gold = f" {' '.join(_WORD.findall(line))} " in gold
                left += not is_in_gold and line not in cut_lines
                gone_rightly += not is_in_gold and line in cut_lines
                wrong += is_in_gold and line in cut_lines
        print(f"pages: {gone_rightly} lines that the true text has not are cut, {left} left; {wrong} cut wrongly")


def _cut_lines(body: str) -> list[str]:
    _, cuts = clean_body(body)
    return [line for cut in cuts if cut.kind == "boilerplate" for line in cut.text.splitlines()]


def _rows(paths: list[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
