"""Suggestions: completions of what somebody types."""

from __future__ import annotations

from typing import get_args

from services.search.answers.models import Suggested, Suggestions
from services.search.answers.stopwatch import Stopwatch
from services.search.index.port import Index
from services.search.index.questions import SuggestionKind
from services.search.parameters import SuggestParameters


def suggest(index: Index, parameters: SuggestParameters) -> Suggestions:
    """Return people, organisations, places and titles that what was typed may mean, best first."""
    stopwatch = Stopwatch()
    kinds = parameters.kind or get_args(SuggestionKind)
    results = [
        Suggested(kind=suggestion.kind, text=suggestion.text, id=suggestion.id, count=suggestion.count)
        for suggestion in index.suggest(parameters.q, kinds, parameters.size)
    ]
    return Suggestions(took_ms=stopwatch.ms, results=results)
