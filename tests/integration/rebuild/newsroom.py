"""Writers and readers who go on while an index is rebuilt under them, and know what has to be found."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from services.search.index.changes import Change
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Request
from services.search.index.results import FoundQuote
from shared.errors import Unavailable
from shared.models.annotations import Annotation
from tests.support.corpus import Said, change, deletion, metadata_only

Annotate = Callable[[Change], Annotation]

NAMES = ("Ada Nordmann", "Mohsen Milani", "Zofia Łuczak")


def story(id: str, version: int, quotes: int, *, generation: int = 0) -> Change:
    """An article with so many quotes, unlike every other one; annotated by ``test-0`` unless told otherwise."""
    said = [
        Said(f"The harbour took in {version} ships and {number} barges for {id}", NAMES[number % 3])
        for number in range(quotes)
    ]
    return change(id, version, title=f"Harbour news {id}", said=said, generation=generation)


class Newsroom:
    """Two writers with articles of their own, and two readers; a context manager."""

    def __init__(self, open_index: Callable[[], Index], annotate: Annotate, steady: Mapping[str, Change]) -> None:
        self._open = open_index
        self._annotate = annotate
        self._steady = steady
        self._stop = threading.Event()
        self._desks = [_Desk(number, annotate) for number in range(2)]
        self._threads = [
            *(threading.Thread(target=self._guarded, args=(desk.work,)) for desk in self._desks),
            *(
                threading.Thread(target=self._guarded, args=(read,))
                for read in (self._read_articles, self._read_quotes)
            ),
        ]
        self.failures: list[BaseException] = []
        self.counts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for desk in self._desks:
            self.counts.update(desk.counts)
        if self.failures and not error:
            raise self.failures[0]

    @property
    def expected(self) -> dict[str, list[Change]]:
        """By article, the versions that have to be there, the newest last; none for one that is deleted."""
        return {id: versions for desk in self._desks for id, versions in desk.versions.items()}

    def _guarded(self, work: Callable[[Index, threading.Event], None]) -> None:
        try:
            work(self._open(), self._stop)
        except BaseException as error:
            self.failures.append(error)
            self._stop.set()

    def _read_articles(self, index: Index, stop: threading.Event) -> None:
        while not stop.is_set():
            page = index.search(Request("articles", size=2_000, sort="newest", facets=()))
            ids = [hit.article.id for hit in page.hits if isinstance(hit, FoundArticleText)]
            assert len(ids) == len(set(ids)) == page.total, "an article is found twice"
            assert self._steady.keys() <= set(ids), f"missing: {self._steady.keys() - set(ids)}"
            self.counts["searches for articles"] += 1
            time.sleep(0.05)

    def _read_quotes(self, index: Index, stop: threading.Event) -> None:
        """Each article's quotes are those of one annotator, and all of them."""
        while not stop.is_set():
            page = index.search(Request("quotes", size=5_000, sort="newest", facets=()))
            found: dict[str, list[str]] = {}
            for hit in page.hits:
                assert isinstance(hit, FoundQuote)
                found.setdefault(hit.article.id, []).append(hit.text)
            for id, each in self._steady.items():
                texts = sorted(found.get(id, []))
                assert texts == _texts(each.annotation) or texts == _texts(self._annotate(each)), f"{id} has {texts}"
            assert len(page.hits) == page.total
            self.counts["searches for quotes"] += 1
            time.sleep(0.05)


def _texts(annotation: Annotation | None) -> list[str]:
    return sorted(quote.text for quote in annotation.quotes) if annotation else []


class _Desk:
    """One writer: adds, changes, retags and deletes articles that nobody else touches."""

    def __init__(self, number: int, annotate: Annotate) -> None:
        self._number = number
        self._annotate = annotate
        self._random = random.Random(number)
        self._newest: dict[str, Change] = {}
        self.versions: dict[str, list[Change]] = {}
        self.counts: Counter[str] = Counter()

    def work(self, index: Index, stop: threading.Event) -> None:
        while not stop.is_set():
            batch = [self._next() for _ in range(self._random.randint(1, 4))]
            self._write(index, list({each.id: each for each in batch}.values()))
            time.sleep(0.02)

    def _next(self) -> Change:
        dice, known = self._random.random(), list(self._newest.values())
        if not known or (len(known) < 40 and dice < 0.4):
            id = f"desk-{self._number}-{len(self._newest)}"
            # Some as an old worker left them, to be found by whoever annotates anew; the rest by a present one.
            return story(id, 1, self._random.randint(0, 4)) if dice < 0.1 else self._annotated(id, 1)
        last = self._random.choice(known)
        version = last.version + 1
        if dice < 0.6 and last.article:
            return metadata_only(last, version, source=f"Source {version}")
        if dice < 0.75:
            return deletion(last.id, version)
        return self._annotated(last.id, version)

    def _annotated(self, id: str, version: int) -> Change:
        plain = story(id, version, self._random.randint(0, 4))
        return replace(plain, annotation=self._annotate(plain))

    def _write(self, index: Index, batch: Sequence[Change]) -> None:
        left = list(batch)
        while left:
            try:
                results = index.write(left)
            except Unavailable:
                results = [Unavailable("the index is away")] * len(left)
            again = []
            for each, result in zip(left, results, strict=True):
                if result == "written":
                    self._note(each)
                elif result == "needs_annotation":
                    again.append(replace(each, annotation=self._annotate(each)))
                elif isinstance(result, Unavailable):
                    self.counts["writes that had to wait"] += 1
                    again.append(each)
                else:
                    raise AssertionError(f"{each.id} {each.version}: {result}")
            if left := again:
                time.sleep(0.1)

    def _note(self, written: Change) -> None:
        self.counts["writes"] += 1
        self._newest[written.id] = written
        versions = self.versions.setdefault(written.id, [])
        if written.deletes:
            versions.clear()
        else:
            versions.append(written)
