"""Rows of one article version: what is shown of it, what it is found by, what is counted of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

import apsw

from services.search.engines.sqlite import term_ids
from services.search.engines.sqlite.schema import ACT_BITS, COLUMNS, column, columns
from services.search.engines.sqlite.stored_rows import deflated
from services.search.engines.sqlite.term_ids import packed, unpacked
from services.search.groups.quotes import quote_words
from services.search.index.fields import ACTS, ENTITY_FIELDS, TERM_FIELDS, Acts, FieldName, FilterField, each_act, named
from services.search.index.questions import Change
from services.search.index.rules import (
    counted_quotes,
    microseconds,
    names_by_id,
    values_in_article,
    values_in_quote,
)
from services.search.query.words import exact, words
from shared.figures import is_figure
from shared.models import Act, Annotation, Article, Quote

BETWEEN = " · "
"""The mark between two names in one column of words. No word that is asked for has a middle dot (see the analysis)."""

_TERMS, _ENTITIES = (
    [name for field in fields for name in (columns(field.name, "articles", "any") if field.of_quotes else [field.name])]
    for fields in (TERM_FIELDS, ENTITY_FIELDS)
)
_ROLES: tuple[FieldName, ...] = ("entity", "speaker", "about")

DAY = 86_400_000_000
"""Microseconds."""


def add(
    db: apsw.Connection, change: Change, article: Article, annotation: Annotation, *, sequence: int, now: int
) -> int:
    """Add an article with its quotes, in the write with this number at this time; return its row."""
    return _Adding(db, article, annotation, sequence, now).add(change)


def remove(db: apsw.Connection, row: int, *, sequence: int, now: int, past: bool) -> None:
    """Mark an article and its quotes as removed by this write. ``past``: to be listed as an older version."""
    entities = db.execute(
        "UPDATE articles SET removed = ?, removed_at = ?, past = ? WHERE row = ? RETURNING entity",
        (sequence, now, past, row),
    ).get
    db.execute("UPDATE quotes SET removed = ? WHERE article = ?", (sequence, row))
    _count(db, unpacked(entities), -1)


def clear(db: apsw.Connection, row: int) -> None:
    """Take an article and its quotes out of search. What is shown of them stays."""
    db.execute("DELETE FROM articles_fts WHERE rowid = ?", (row,))
    db.execute("DELETE FROM titles_fts WHERE rowid = ?", (row,))
    db.execute("DELETE FROM quotes_fts WHERE rowid IN (SELECT row FROM quotes WHERE article = ?)", (row,))
    terms, entities = (
        unpacked(*db.execute(f"SELECT {', '.join(names)} FROM articles WHERE row = ?", (row,)).get)  # noqa: S608
        for names in (_TERMS, _ENTITIES)
    )
    db.executemany("DELETE FROM article_terms WHERE term = ? AND article = ?", [(term, row) for term in terms])
    for table in ("article_entities", "quote_entities"):
        db.executemany(
            f"DELETE FROM {table} WHERE entity = ? AND article = ?",  # noqa: S608 - one of the two
            [(number, row) for number in entities],
        )
    db.executemany(
        "DELETE FROM article_names WHERE name IN (SELECT number FROM names WHERE entity = ?) AND article = ?",
        [(number, row) for number in entities],
    )
    term_ids.forget_unused(db, terms, entities)


class _Adding:
    """One article on its way into the tables."""

    def __init__(self, db: apsw.Connection, article: Article, annotation: Annotation, sequence: int, now: int) -> None:
        self.db = db
        self.article = article
        self.annotation = annotation
        self.sequence = sequence
        self.now = now
        self.names = {id: list(dict.fromkeys(names)) for id, names in names_by_id(annotation).items()}
        self.name_words = {id: _side_by_side(names) for id, names in self.names.items()}
        self.acts = {field: self._acts(field) for field in (*TERM_FIELDS, *ENTITY_FIELDS)}
        by_name = {field.name: acts for field, acts in self.acts.items()}
        self.listed, self.speakers, self.named = (by_name[name] for name in _ROLES)
        self.entities = {id: term_ids.entity(db, id) for id in sorted({*self.listed, *self.speakers, *self.named})}
        published = article.published_at
        self.published = None if published is None else microseconds(published)
        self.words_of_quotes = quote_words(annotation.quotes)
        self.terms = {
            field: {text: term_ids.term(db, field.name, text) for text in self.acts[field]} for field in TERM_FIELDS
        }
        self.columns = {
            name: numbers
            for field in COLUMNS["articles"]
            for act in (ACTS if field.of_quotes else each_act("speech"))
            for name, numbers in self._packed(
                field,
                column(field.name, act),
                [value for value, acts in self.acts[field].items() if acts & ACT_BITS[act]],
            )
        }

    def add(self, change: Change) -> int:
        row = self._add_article(change)
        self._add_contents(row)
        self._add_words(row)
        self._add_entities(row)
        self._add_quotes(row)
        return row

    def _add_article(self, change: Change) -> int:
        quotes = {act: counted_quotes(self.annotation.quotes, act) for act in ACTS}
        row = self._insert("articles", {
            "id": change.id,
            "version": change.version,
            **self._visibility(),
            "length": len(self.article.body),
            **{column("quote_count", act): len(quotes[act]) for act in ACTS},
            "unattributed": sum(ACT_BITS[act] for act in ACTS if any(quote.speaker is None for quote in quotes[act])),
            **{column("confidence", act): _greatest_confidence(quotes[act]) for act in ACTS},
            **self.columns,
            "accepted_at": microseconds(change.accepted_at),
            "indexed_at": self.now,
            "text_hash": change.text_hash,
            "title": self.article.title,
            "url": self.article.url,
        })  # fmt: skip
        self.db.executemany(
            "INSERT INTO article_terms (term, article, acts) VALUES (?, ?, ?)",
            [
                (number, row, self.acts[field][text])
                for field, numbers in self.terms.items()
                for text, number in numbers.items()
            ],
        )
        return row

    def _add_contents(self, row: int) -> None:
        annotation = self.annotation
        self._insert("contents", {
            "article": row,
            "posted": deflated(self.article.model_dump_json()),
            "annotator": deflated(_annotator(annotation)),
            "entities": deflated(_json_list(entity.model_dump_json() for entity in annotation.entities)),
            "mentions": deflated(_json_list(mention.model_dump_json() for mention in annotation.mentions)),
        })  # fmt: skip

    def _add_words(self, row: int) -> None:
        title, body = words(self.article.title), words(self.article.body)
        title_exact = " ".join(word.exact for word in title)
        self.title_columns = {"title": " ".join(word.stem for word in title), "title_exact": title_exact}
        self.source_words = exact(self.article.source or "")
        self._insert("articles_fts", {
            "rowid": row,
            **self.title_columns,
            "body": " ".join(word.stem for word in body),
            "body_exact": " ".join(word.exact for word in body),
            "entity": self._name_words(self.listed),
            "source": self.source_words,
            **{column(name, act): text for act in ACTS for name, text in self._said(act).items()},
            "always": "1",
        })  # fmt: skip
        self._insert("titles_fts", {"rowid": row, "title": title_exact})

    def _said(self, act: Act) -> dict[str, str]:
        """Return the words of those who speak in quotes of an act, of the cues, and of what the speakers are called."""
        quotes = counted_quotes(self.annotation.quotes, act)
        cues = [quote.cue for quote in quotes if quote.cue]
        return {
            "speaker": self._name_words({quote.speaker.id for quote in quotes if quote.speaker}),
            "cue": _side_by_side(form for cue in cues for form in (cue.lemma, cue.text)),
            "role": _side_by_side(quote.speaker.role or "" for quote in quotes if quote.speaker),
        }

    def _add_entities(self, row: int) -> None:
        mentions = Counter(mention.entity for mention in self.annotation.mentions)
        labels: dict[str, int] = {}
        for id, number in self.entities.items():
            names = [term_ids.name(self.db, number, text) for text in self.names.get(id, ())]
            if names:
                labels[id] = names[0]
                self.db.execute("UPDATE names SET label = 1 WHERE number = ? AND NOT label", (names[0],))
            self.db.executemany("INSERT INTO article_names (name, article) VALUES (?, ?)", [(n, row) for n in names])
        self.db.executemany(
            "INSERT INTO article_entities (entity, article, label, listed, speaker, about, mentions)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(number, row, labels.get(id), id in self.listed),
                    *(self.speakers.get(id, 0), self.named.get(id, 0), mentions[id]),
                )
                for id, number in self.entities.items()
            ],
        )
        _count(self.db, {self.entities[id] for id in self.listed}, +1)

    def _add_quotes(self, article: int) -> None:
        for slot, quote in enumerate(self.annotation.quotes):
            self._add_quote(article, slot, quote)

    def _add_quote(self, article: int, slot: int, quote: Quote) -> None:
        speaker, cue, named = quote.speaker, quote.cue, set(quote.mentions)
        there = named | {speaker.id} if speaker else named
        row = self._insert("quotes", {
            "article": article,
            "slot": slot,
            **self._visibility(),
            "start": quote.start,
            "length": len(quote.text),
            "act": ACT_BITS[quote.act],
            "confidence": speaker.confidence if speaker else None,
            **{name: numbers for field in COLUMNS["quotes"] for name, numbers in self._of_quote(field, quote)},
            "id": quote.id,
            "words": self.words_of_quotes[slot],
        })  # fmt: skip
        self._insert("quote_contents", {"quote": row, "content": deflated(quote.model_dump_json())})
        text = words(quote.text)
        self._insert("quotes_fts", {
            "rowid": row,
            "text": " ".join(word.stem for word in text),
            "text_exact": " ".join(word.exact for word in text),
            **self.title_columns,
            "speaker": self._name_words({speaker.id} if speaker else ()),
            "entity": self._name_words(there),
            "source": self.source_words,
            "cue": _side_by_side((cue.lemma, cue.text) if cue else ()),
            "role": exact(speaker.role or "") if speaker else "",
            "always": "1",
        })  # fmt: skip
        self.db.executemany(
            "INSERT INTO quote_entities (entity, article, quote, speaker, about) VALUES (?, ?, ?, ?, ?)",
            [(self.entities[id], article, row, speaker is not None and id == speaker.id, id in named) for id in there],
        )

    def _visibility(self) -> dict[str, int | None]:
        """Return the columns that articles and quotes have in common."""
        day = None if self.published is None else self.published // DAY
        return {"added": self.sequence, "published_at": self.published, "day": day}

    def _insert(self, table: str, values: dict[str, str | int | float | bytes | None]) -> int:
        self.db.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608 - ours
            tuple(values.values()),
        )
        return self.db.last_insert_rowid()

    def _values(self, field: FilterField, acts: Acts) -> list[str]:
        return values_in_article(field, self.article, self.annotation, acts)

    def _acts(self, field: FilterField) -> dict[str, int]:
        """Return the article's values in a field, each with the acts of the quotes that have it."""
        acts = dict.fromkeys(self._values(field, "any"), 0)
        for act in ACTS:
            for value in self._values(field, act):
                acts[value] |= ACT_BITS[act]
        return acts

    def _packed(self, field: FilterField, name: str, values: Collection[str]) -> Iterator[tuple[str, str | int | None]]:
        """Yield the columns of a field with these values: all of them, and those that are no figures."""
        numbers = self.entities if field.compared == "entity" else self.terms[field]
        yield name, packed([numbers[value] for value in values])
        if field.figures:
            yield named(name), packed([numbers[value] for value in values if not is_figure(value)])

    def _of_quote(self, field: FilterField, quote: Quote) -> Iterable[tuple[str, str | int | None]]:
        """Return a quote's columns of a field: values of its own, or those of its article."""
        if not field.in_quote:
            return [(field.name, self.columns[field.name])]
        return self._packed(field, field.name, values_in_quote(field, quote))

    def _name_words(self, ids: Iterable[str]) -> str:
        return BETWEEN.join(self.name_words[id] for id in sorted(ids) if self.name_words.get(id))


def _count(db: apsw.Connection, entities: Iterable[int], change: int) -> None:
    db.executemany(
        "UPDATE entities SET articles = articles + ? WHERE number = ?", [(change, number) for number in entities]
    )


def _greatest_confidence(quotes: Iterable[Quote]) -> float | None:
    return max((quote.speaker.confidence for quote in quotes if quote.speaker), default=None)


def _side_by_side(texts: Iterable[str]) -> str:
    """Return the words of each different text, so that no phrase runs from one into another."""
    return BETWEEN.join(dict.fromkeys(tokens for text in texts if (tokens := exact(text))))


def _annotator(annotation: Annotation) -> str:
    """Return the annotator as JSON, and with it why its annotation is partial, where it is."""
    partial = {} if annotation.partial is None else {"partial": annotation.partial}
    return json.dumps(annotation.annotator.model_dump() | partial)


def _json_list(items: Iterable[str]) -> str:
    return f"[{','.join(items)}]"
