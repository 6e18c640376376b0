"""Who says what in invented conversations without marks, and that lists are none.

The rules were written with ``transcripts.txt`` at hand; ``transcripts_unseen.txt`` was written before
and not looked at. ``python -m pytest tests/eval/test_transcripts.py -s`` prints the shares.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.nlp.annotator import Annotator
from services.nlp.text import Text
from shared.models.annotations import Annotation, Quote


def cases(name: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Name of the case, text, and who says which words."""
    for case in Path(__file__).with_name(f"{name}.txt").read_text("utf-8").split("\n=== ")[1:]:
        title, rest = case.split("\n", 1)
        body, _, expected = rest.partition("\n---")
        lines = [line.split("\t") for line in expected.strip().splitlines()]
        yield title, body, [(who, words) for who, words in lines]


def is_right(who: str, quote: Quote) -> bool:
    """``-``: nobody whom the article names; ``?``: the same, who asks; else the speaker's name."""
    if who in ("-", "?"):
        named = quote.speaker is not None and quote.speaker.type == "PERSON"
        return not named and (who == "-" or quote.modality == "asked")
    return quote.speaker is not None and quote.speaker.name.casefold() == who.casefold()


def made_up(annotation: Annotation, expected: list[tuple[str, str]]) -> list[Quote]:
    """Direct speech that nobody spoke."""
    return [q for q in annotation.quotes if q.type == "direct" and not any(words in q.text for _, words in expected)]


@pytest.mark.parametrize(
    ("name", "least_found", "least_right", "most_made_up"),
    [("transcripts", 0.95, 0.95, 0), ("transcripts_unseen", 0.8, 0.85, 2)],
)
def test_lines_are_given_to_who_speaks_them(
    annotator: Annotator, name: str, least_found: float, least_right: float, most_made_up: int
) -> None:
    lines = found = right = extra = 0
    for title, body, expected in cases(name):
        [annotation] = annotator.annotate([Text("a1", "", body)])
        for who, words in expected:
            quote = next((q for q in annotation.quotes if words in q.text), None)
            lines += 1
            found += quote is not None
            right += quote is not None and is_right(who, quote)
            if quote is None or not is_right(who, quote):
                print(f"\n{title}: {who}: {words}", quote and (quote.speaker and quote.speaker.name, quote.modality))
        extra += len(made_up(annotation, expected))
    print(f"\n{name}: of {lines} lines {found} are found, {right} right; {extra} that nobody spoke")
    assert found >= least_found * lines
    assert right >= least_right * found
    assert extra <= most_made_up
