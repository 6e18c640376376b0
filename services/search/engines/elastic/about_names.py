"""What the index tells of names, asked together with whatever else is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services.search.engines.elastic import namesakes, resolutions
from services.search.engines.elastic.engine import Answer, Question
from services.search.index.questions import AboutNames

_MEANT, _CALLED = "whom names mean", "what names are called"


def questions(names: Collection[str], called: Collection[str]) -> dict[str, Question]:
    """Return the searches for whom names mean, and for what some are called; by what :func:`about` knows them by."""
    asked: dict[str, Question] = {}
    if names:
        asked[_MEANT] = ("identities", resolutions.around(names))
    if called:
        asked[_CALLED] = ("articles", namesakes.naming(called))
    return asked


def about(names: Collection[str], called: Collection[str], answers: Mapping[str, Answer]) -> AboutNames | None:
    """Return what the answers tell; None where there may be more than one search shows."""
    found = resolutions.found_in(answers[_MEANT]) if names else []
    if not resolutions.are_all(found):
        return None
    there = namesakes.named_in(answers[_CALLED]) if called else {}
    return AboutNames(frozenset(names), found, {id: there.get(id) for id in called})
