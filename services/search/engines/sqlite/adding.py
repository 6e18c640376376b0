"""Rows of one article version: what is shown of it, what it is found by, what is counted of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import apsw
from pydantic import TypeAdapter

from services.search.engines.sqlite import term_ids
from services.search.engines.sqlite.columns import packing
from services.search.engines.sqlite.pending import Value, insertion
from services.search.engines.sqlite.schema import ACT_BITS, column
from services.search.engines.sqlite.stored_rows import ABOUT_TEXT, deflated, inflated
from services.search.engines.sqlite.term_ids import Numbering
from services.search.index.changes import Change
from services.search.index.fields import ACTS, ENTITY_FIELDS, TERM_FIELDS, FieldName, FilterField
from services.search.index.rules import (
    counted_quotes,
    microseconds,
    names_by_id,
    values_in_article,
    values_in_quote,
)
from services.search.query.words import exact, stems_and_exact
from shared.models.annotations import Act, Annotation, Entity, EntityMention, Quote
from shared.models.articles import Article

BETWEEN = " · "
"""The mark between two names in one column of words. No word that is asked for has a middle dot (see the analysis)."""

_FIELDS = {field.name: field for field in (*TERM_FIELDS, *ENTITY_FIELDS)}
_ENTITIES, _MENTIONS, _QUOTES = TypeAdapter(list[Entity]), TypeAdapter(list[EntityMention]), TypeAdapter(list[Quote])
_SHORT = 200
"""Characters of a name whose words are remembered: with the 16,000 last ones, a few megabytes."""

_ROLES: tuple[FieldName, ...] = ("entity", "speaker", "about")


class Added(NamedTuple):
    """What was made of an article."""

    row: int
    quote_words: list[str]
    """The words of each quote."""


def add(
    numbering: Numbering, change: Change, article: Article, annotation: Annotation, *, sequence: int, now: int
) -> Added:
    """Add an article with its quotes, in the write with this number at this time. What it is found by waits in
    ``numbering.pending``."""
    return _Adding(numbering, article, annotation, sequence, now).add(change)


def remove(db: apsw.Connection, row: int, *, sequence: int, now: int, past: bool) -> None:
    """Mark an article as removed by this write, with its quotes. ``past``: to be listed as an older version."""
    db.execute("UPDATE articles SET removed = ?, removed_at = ?, past = ? WHERE row = ?", (sequence, now, past, row))
    lists = _lists(db, row)
    term_ids.no_longer_current(db, listed=lists["entity"], names=lists["name"])


def clear(db: apsw.Connection, row: int) -> None:
    """Take an article and its quotes out of search. What is shown of them stays."""
    first, quotes = db.execute(
        "SELECT first_quote, quotes FROM articles JOIN contents ON article = row WHERE row = ?", (row,)
    ).get
    ids = [quote["id"] for quote in json.loads(inflated(quotes))]
    db.execute("DELETE FROM articles_fts WHERE rowid = ?", (row,))
    db.execute("DELETE FROM titles_fts WHERE rowid = ?", (row,))
    db.execute("DELETE FROM quotes_fts WHERE rowid >= ? AND rowid < ?", (first, first + len(ids)))
    db.executemany("DELETE FROM quotes WHERE id = ? AND article = ?", [(id, row) for id in ids])
    lists = _lists(db, row)
    db.execute("DELETE FROM numbers WHERE article = ?", (row,))
    term_ids.no_longer_used(db, "terms", (number for field in TERM_FIELDS for number in lists[field.name]))
    term_ids.no_longer_used(db, "entities", {number for field in ENTITY_FIELDS for number in lists[field.name]})
    term_ids.no_longer_used(db, "names", lists["name"])


def _lists(db: apsw.Connection, row: int) -> dict[str, list[int]]:
    return packing.lists_of(db.execute("SELECT fields FROM numbers WHERE article = ?", (row,)).get)


class _Adding:
    """One article on its way into the tables."""

    def __init__(self, numbering: Numbering, article: Article, annotation: Annotation, sequence: int, now: int) -> None:
        self.db = numbering.db
        self.numbering = numbering
        self.article = article
        self.annotation = annotation
        self.sequence = sequence
        self.now = now
        self.names = {id: list(dict.fromkeys(names)) for id, names in names_by_id(annotation).items()}
        self.name_words = {id: _side_by_side(tuple(names)) for id, names in self.names.items()}
        self.quote_values = {
            field.name: [values_in_quote(field, quote) for quote in annotation.quotes]
            for field in _FIELDS.values()
            if field.in_quote
        }
        self.act_bits = [ACT_BITS[quote.act] for quote in annotation.quotes]
        self.quote_words = [stems_and_exact(quote.text) for quote in annotation.quotes]
        self.acts = {field: self._acts(field) for field in (*TERM_FIELDS, *ENTITY_FIELDS)}
        by_name = {field.name: acts for field, acts in self.acts.items()}
        self.listed, self.speakers, self.named = (by_name[name] for name in _ROLES)
        self.entities = {id: numbering.entity(id) for id in sorted({*self.listed, *self.speakers, *self.named})}
        self.terms = {
            field.name: {text: numbering.term(field.name, text) for text in self.acts[field]} for field in TERM_FIELDS
        }

    def add(self, change: Change) -> Added:
        self.first_quote = self.numbering.quotes(len(self.annotation.quotes))
        row = self._add_article(change)
        self._add_contents(row)
        self._add_words(row)
        self._add_numbers(row)
        self._add_quotes(row)
        return Added(row, [words for _, words in self.quote_words])

    def _add_article(self, change: Change) -> int:
        quotes = {act: counted_quotes(self.annotation.quotes, act) for act in ACTS}
        published = self.article.published_at
        return self._insert("articles", {
            "id": change.id,
            "version": change.version,
            "added": self.sequence,
            "published_at": None if published is None else microseconds(published),
            "length": len(self.article.body),
            **{column("quote_count", act): len(quotes[act]) for act in ACTS},
            "first_quote": self.first_quote,
            "source": next(iter(self.terms["source"].values()), None),
            "annotator": next(iter(self.terms["annotator"].values())),
            "accepted_at": microseconds(change.accepted_at),
            "indexed_at": self.now,
            "text_hash": change.text_hash,
            "title": self.article.title,
            "url": self.article.url,
        })  # fmt: skip

    def _add_contents(self, row: int) -> None:
        annotation = self.annotation
        self._insert("contents", {
            "article": row,
            "posted": deflated(self.article.model_dump_json().encode()),
            "annotator": deflated(_annotator(annotation)),
            "entities": deflated(_ENTITIES.dump_json(annotation.entities)),
            "mentions": deflated(_MENTIONS.dump_json(annotation.mentions)),
            "quotes": deflated(_QUOTES.dump_json(annotation.quotes)),
        })  # fmt: skip

    def _add_words(self, row: int) -> None:
        title, title_exact = stems_and_exact(self.article.title)
        body, body_exact = stems_and_exact(self.article.body)
        self.title_columns = {"title": title, "title_exact": title_exact}
        self.source_words = exact(self.article.source or "")
        self.numbering.pending.insert("articles_fts", {
            "rowid": row,
            **self.title_columns,
            "body": body,
            "body_exact": body_exact,
            "entity": self._name_words(self.listed),
            "source": self.source_words,
            **{column(name, act): text for act in ACTS for name, text in self._said(act).items()},
            "always": "1",
        })  # fmt: skip
        self.numbering.pending.insert("titles_fts", {"rowid": row, "title": title_exact})

    def _said(self, act: Act) -> dict[str, str]:
        """Return the words of those who speak in quotes of an act, of the cues, and of what the speakers are called."""
        quotes = counted_quotes(self.annotation.quotes, act)
        cues = [quote.cue for quote in quotes if quote.cue]
        return {
            "speaker": self._name_words({quote.speaker.id for quote in quotes if quote.speaker}),
            "cue": _side_by_side(tuple(form for cue in cues for form in (cue.lemma, cue.text))),
            "role": _side_by_side(tuple(quote.speaker.role or "" for quote in quotes if quote.speaker)),
        }

    def _add_numbers(self, row: int) -> None:
        lists: dict[str, Sequence[int]] = {
            field.name: [numbers[value] << 2 | acts for value, acts in self.acts[field].items()]
            for field in _FIELDS.values()
            for numbers in [self._numbers(field)]
        }
        mentions = Counter(mention.entity for mention in self.annotation.mentions)
        lists["mentions"] = [mentions[id] for id in self.listed]
        lists["name"] = names = self._add_names()
        self.numbering.pending.used(
            [number for numbers in self.terms.values() for number in numbers.values()],
            self.entities.values(),
            listed=[self.entities[id] for id in self.listed],
            names=[name >> 2 for name in names],
        )
        quotes, values = packing.pack_quotes(self._numbers_of_quotes())
        self._insert("numbers", {
            "article": row,
            "fields": packing.pack_lists(lists),
            "quotes": quotes,
            "quote_fields": values,
        })  # fmt: skip

    def _add_names(self) -> list[int]:
        """Return the numbers of all names in the article, each with what it is to it."""
        numbers = []
        for id, entity in self.entities.items():
            for place, text in enumerate(self.names.get(id, ())):
                bits = (packing.LISTED if id in self.listed else 0) | (packing.LABEL if place == 0 else 0)
                numbers.append(self.numbering.name(entity, text, label=place == 0) << 2 | bits)
        return numbers

    def _numbers_of_quotes(self) -> packing.QuoteNumbers:
        quotes = self.annotation.quotes
        numbers = {name: self._numbers(_FIELDS[name]) for name in self.quote_values}
        return packing.QuoteNumbers(
            [quote.start for quote in quotes],
            [len(quote.text) for quote in quotes],
            self.act_bits,
            [quote.speaker.confidence if quote.speaker else None for quote in quotes],
            {
                name: [numbers[name][values[0]] if values else 0 for values in self.quote_values[name]]
                for name in packing.QUOTE_NUMBERS
            },
            {
                name: [[numbers[name][value] for value in values] for values in self.quote_values[name]]
                for name in packing.QUOTE_LISTS
            },
        )

    def _numbers(self, field: FilterField) -> Mapping[str, int]:
        return self.entities if field.compared == "entity" else self.terms[field.name]

    def _add_quotes(self, article: int) -> None:
        self.db.executemany(
            "INSERT INTO quotes (id, article, slot) VALUES (?, ?, ?)",
            [(quote.id, article, slot) for slot, quote in enumerate(self.annotation.quotes)],
        )
        for slot, quote in enumerate(self.annotation.quotes):
            self._add_quote_words(slot, quote)

    def _add_quote_words(self, slot: int, quote: Quote) -> None:
        speaker, cue = quote.speaker, quote.cue
        text, text_exact = self.quote_words[slot]
        self.numbering.pending.insert("quotes_fts", {
            "rowid": self.first_quote + slot,
            "text": text,
            "text_exact": text_exact,
            **self.title_columns,
            "speaker": self._name_words({speaker.id} if speaker else ()),
            "entity": self._name_words({*quote.mentions, speaker.id} if speaker else quote.mentions),
            "source": self.source_words,
            "cue": _side_by_side((cue.lemma, cue.text)) if cue else "",
            "role": exact(speaker.role or "") if speaker else "",
            "always": "1",
        })  # fmt: skip

    def _insert(self, table: str, values: Mapping[str, Value]) -> int:
        self.db.execute(insertion(table, values), tuple(values.values()))
        return self.db.last_insert_rowid()

    def _acts(self, field: FilterField) -> dict[str, int]:
        """Return the article's values in a field, each with the acts of the quotes that have it."""
        if field.in_article:
            return dict.fromkeys(values_in_article(field, self.article, self.annotation), ACT_BITS["any"])
        acts: dict[str, int] = {}
        for bits, values in zip(self.act_bits, self.quote_values[field.name], strict=True):
            for value in values:
                acts[value] = acts.get(value, 0) | bits
        return acts

    def _name_words(self, ids: Iterable[str]) -> str:
        return BETWEEN.join(self.name_words[id] for id in sorted(ids) if self.name_words.get(id))


@lru_cache(maxsize=2**12)  # most names and cues come again, with the next quote or the next article
def _side_by_side(texts: tuple[str, ...]) -> str:
    """Return the words of each different text, so that no phrase runs from one into another."""
    return BETWEEN.join(dict.fromkeys(tokens for text in texts if (tokens := _short_exact(text))))


def _short_exact(text: str) -> str:
    """Return the words of a name, a cue or a role: most come again with the next article."""
    return _known_exact(text) if len(text) <= _SHORT else exact(text)


_known_exact = lru_cache(maxsize=2**14)(exact)


def _annotator(annotation: Annotation) -> bytes:
    """Return the annotator as JSON, and with it what it says of the text as a whole."""
    whole = annotation.model_dump(mode="json", include=set(ABOUT_TEXT), exclude_none=True)
    return json.dumps(annotation.annotator.model_dump() | whole).encode()
