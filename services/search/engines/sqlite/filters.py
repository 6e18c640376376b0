"""Filters as masks of the columns."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from services.search.engines.sqlite import full_text, term_ids
from services.search.engines.sqlite.columns.arrays import Mask
from services.search.engines.sqlite.columns.moments import UNDATED, Moment
from services.search.engines.sqlite.groups import copies
from services.search.engines.sqlite.reading import Reading
from services.search.engines.sqlite.schema import ACT_BITS, columns
from services.search.engines.sqlite.words import side_by_side
from services.search.index.fields import FIELDS, Acts, Facet, FilterField
from services.search.index.filters import UNKNOWN, Bearers, Filters
from services.search.index.questions import Kind
from services.search.index.rules import compared, is_entity_id, microseconds, name_key
from services.search.query.words import words


class Condition(NamedTuple):
    """Rows that meet one filter."""

    facet: Facet | str | None
    """The field that it is a filter on, and whose facet does not heed it; ``day`` for both ends of a range."""
    kind: Kind
    """Rows of the mask: of a question for quotes, either these or their articles."""
    mask: Mask


def conditions(reading: Reading, moment: Moment, filters: Filters, kind: Kind) -> list[Condition]:
    """Return the conditions that ``filters``, but for the act, mean for rows of ``kind``."""
    made = _Conditions(reading, moment, kind, filters.act)
    for field in FIELDS:
        for values, excluded in ((filters.include.get(field.name), False), (filters.exclude.get(field.name), True)):
            if values:
                of, mask = made.having(field, values)
                made.add(field.name, of, ~mask if excluded else mask)
    for bearers in filters.bearers:
        of, mask = made.bearing(bearers)
        made.add(None if bearers.counting else bearers.field, of, ~mask if bearers.excluded else mask)
    if filters.confidence_min is not None:
        made.of_quotes(None, moment.quotes.confidence >= filters.confidence_min)
    if filters.has_quotes is not None and kind == "articles":
        quoting = moment.of_articles(moment.acts(filters.act))
        made.add(None, "articles", quoting if filters.has_quotes else ~quoting)
    if filters.has_quotes is False and kind == "quotes":
        made.add(None, "quotes", np.zeros(len(moment.quotes.article), bool))
    published = moment.articles.published
    if filters.since is not None:
        made.add("day", "articles", (published >= microseconds(filters.since)) & (published != UNDATED))
    if filters.until is not None:
        made.add("day", "articles", (published <= microseconds(filters.until)) & (published != UNDATED))
    if filters.copies_of is not None:
        mask = np.zeros(len(moment.articles.row), bool)
        rows = np.array(copies(reading.db, filters.copies_of, moment.sequence), np.int64)
        mask[moment.places("articles", rows)] = True
        made.add(None, "articles", mask)
    return made.conditions


def bearing(
    reading: Reading, moment: Moment, groups: Sequence[Sequence[Bearers]], kind: Kind, acts: Acts
) -> Iterator[Mask]:
    """Yield, for each group of conditions, the rows of ``kind`` that meet all of them."""
    made = _Conditions(reading, moment, kind, acts)
    known: dict[Bearers, Mask] = {}
    for group in groups:
        mask: Mask | None = None
        for bearers in group:
            if bearers not in known:
                of, rows = made.bearing(bearers)
                known[bearers] = rows if of == kind else moment.of_quotes(rows)
            mask = known[bearers] if mask is None else mask & known[bearers]
        assert mask is not None
        yield mask


class _Conditions:
    """Conditions in the making."""

    def __init__(self, reading: Reading, moment: Moment, kind: Kind, acts: Acts) -> None:
        self.reading = reading
        self.db = reading.db
        self.moment = moment
        self.kind: Kind = kind
        self.acts: Acts = acts
        self.conditions: list[Condition] = []

    def add(self, facet: str | None, kind: Kind, mask: Mask) -> None:
        self.conditions.append(Condition(facet, kind, mask))

    def of_quotes(self, facet: str | None, quotes: Mask) -> None:
        """Add that a quote is one of these, or that an article has one of them, whose act counts."""
        self.add(facet, *self.quoting(quotes))

    def quoting(self, quotes: Mask) -> tuple[Kind, Mask]:
        """Return these quotes, or the articles that have one of them, whose act counts."""
        if self.kind == "quotes":
            return "quotes", quotes
        return "articles", self.moment.of_articles(quotes & self.moment.acts(self.acts))

    def having(self, field: FilterField, texts: Sequence[str]) -> tuple[Kind, Mask]:
        """Return the rows that have one of these values."""
        match field.compared:
            case "exact" | "folded":
                return self.having_numbers(field, term_ids.known_terms(self.db, field.name, compared(field, texts)))
            case "entity":
                return self.having_entities(field, texts)
            case "words":
                return self.kind, self.having_words(field, texts)

    def having_numbers(self, field: FilterField, numbers: Sequence[int]) -> tuple[Kind, Mask]:
        quotes = self.moment.quotes
        if self.kind == "quotes" and (field.name in quotes.numbers or field.name in quotes.lists):
            return "quotes", self.moment.having("quotes", field.name, numbers)
        bits = ACT_BITS[self.acts] if field.of_quotes else 0
        return "articles", self.moment.having("articles", field.name, numbers, bits)

    def having_entities(self, field: FilterField, texts: Sequence[str]) -> tuple[Kind, Mask]:
        """Return the rows of those who have one of these ids, or whom the article calls so."""
        unknown = field.or_unknown and UNKNOWN in texts
        texts = [text for text in texts if not (unknown and text == UNKNOWN)]
        ids = [text for text in texts if is_entity_id(text)]
        kind, mask = self.having_numbers(field, list(term_ids.known_entities(self.db, ids).values()))
        for entity, names in self.called([name_key(text) for text in texts if not is_entity_id(text)]).items():
            articles = self.moment.having("articles", "name", names)
            _, named = self.having_numbers(field, [entity])
            mask |= named & (self.moment.of_quotes(articles) if kind == "quotes" else articles)
        if unknown:
            mask |= self.quoting(self.moment.quotes.numbers[field.name] == 0)[1]
        return kind, mask

    def bearing(self, bearers: Bearers) -> tuple[Kind, Mask]:
        """Return the rows that have somebody who is meant, whether they are excluded or not."""
        field = next(field for field in FIELDS if field.name == bearers.field)
        kind, mask = self.having_entities(field, bearers.values)
        numbers = term_ids.known_entities(self.db, [name for name, _ in (*bearers.within, *bearers.outside)])
        for conditions, inside in ((bearers.within, True), (bearers.outside, False)):
            for name, ids in conditions:
                if name in numbers:
                    articles = self.articles(ids)
                    rows = self.moment.of_quotes(articles) if kind == "quotes" else articles
                    named = self.having_numbers(field, [numbers[name]])[1]
                    mask = mask | (named & (rows if inside else ~rows))
        return kind, mask

    def articles(self, ids: Sequence[str]) -> Mask:
        """Return the articles with these ids."""
        rows = self.db.execute(
            "SELECT row FROM articles WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        )
        mask: Mask = np.isin(self.moment.articles.row, [row for (row,) in rows])
        return mask

    def called(self, keys: Sequence[str]) -> dict[int, list[int]]:
        """Return those who are called so by somebody, each with the numbers of these names."""
        names: dict[int, list[int]] = defaultdict(list)
        for entity, name in self.db.execute(
            "SELECT entity, number FROM names WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
        ):
            names[entity].append(name)
        return names

    def having_words(self, field: FilterField, texts: Sequence[str]) -> Mask:
        """Return the rows with these words side by side in one of the field's texts. What has no word is nowhere."""
        where = columns(field.name, self.kind, self.acts)
        matches = " OR ".join(side_by_side(where, text) for text in texts if words(text))
        if matches:
            return full_text.matching(self.reading, self.moment, self.kind, matches)
        return np.zeros(self.moment.count(self.kind), bool)
