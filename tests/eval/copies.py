"""Copies and updates that are found among invented texts, and what is joined by mistake.

python -m tests.eval.copies [--seed N]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

from services.search.groups.matching import one_story
from services.search.groups.texts import Text, text_of
from shared.models.articles import Article
from tests.support import copies
from tests.support.copies import Story

STORIES = 200


def text(story: Story) -> Text:
    """The text of an article that prints a story."""
    published = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=story.day)
    printed = text_of(Article(title=story.title, body=story.body, published_at=published))
    assert printed is not None
    return printed


def found(one: Text, other: Text) -> bool:
    """Whether two texts come into one group: they share a band, and are compared."""
    return not set(one.bands).isdisjoint(other.bands) and one_story(one, other)


def measure(seed: int) -> tuple[Counter[str], Counter[str], int, int]:
    """Pairs of one story that are found, and all of them, by kind; strangers and forms that are joined, and all."""
    source = random.Random(seed)
    originals = [copies.story(source, source.randint(6, 40)) for _ in range(STORIES)]
    hits: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for original in originals:
        for kind, made in copies.KINDS.items():
            pairs[kind] += 1
            hits[kind] += found(text(original), text(made(source, original)))
    strangers = list(combinations([text(original) for original in originals], 2))
    for _ in range(30):
        strangers += combinations([text(form) for form in copies.forms(source, 12)], 2)
    return hits, pairs, sum(found(*pair) for pair in strangers), len(strangers)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    hits, pairs, joined, strangers = measure(parser.parse_args(arguments).seed)
    for kind, count in pairs.items():
        print(f"{kind:10} {hits[kind]:5} of {count}")
    right, every = hits.total(), pairs.total()
    print(f"strangers joined: {joined} of {strangers}; family F1 {2 * right / (right + joined + every):.3f}")


if __name__ == "__main__":
    main()
