"""Maintenance of a live index: a new one is filled beside the one in use, and takes its place while reads and writes
go on.

Why: the layout has changed (*reindex*), or the annotator has (*reannotate*). It is one mechanism, :func:`rebuild`:

1. **Passes.** Each copies what the index in use holds and the new one lacks or has older, with the same revision,
   history and tombstones included; articles that the :class:`Plan` selects are annotated again on the way. Writers go
   on meanwhile, so passes are repeated until one is over in a moment.
2. **The swap.** Nobody may write (writers wait and try again, which costs no article an attempt), a last pass copies
   what came since, and in one atomic step the new index takes the name of the old one. Readers notice nothing.

Killed at any moment, the same call goes on where the last one stopped. The index in use stays in use until the swap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from services.search.corrections.applying import corrected
from services.search.identified.correcting import corrections_by_article
from services.search.index.changes import Change
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.rebuilding import Begun, CannotRebuild, Plan, Rebuild, StoredEntry
from shared.cleaning.article import VERSION, clean
from shared.errors import Unavailable
from shared.models.annotations import Annotation, Annotator

SHORT_SECONDS = 1.0
"""A pass so short is followed by the swap: about so long will writers wait. Searches never do."""

MOST_PASSES = 20
"""Past it writers are faster than we are, and only the swap, in which they wait, can end it."""

BATCH = 50
"""Articles that :func:`catch_up` reads together."""

TRIES = 8
PAUSE_SECONDS = 30.0
"""An engine that is away is waited for: 1, 2, 4 … 30 seconds, two minutes in all."""


class Observer(Protocol):
    """Observes the progress of a rebuild."""

    def passing(self, number: int, total: int) -> None:
        """A pass begins; ``number`` counts from 1."""

    def advance(self, passed: int, copied: int, annotated: int) -> None:
        """A batch is done."""

    def waiting(self, reason: str, seconds: float) -> None:
        """The engine is away."""


Annotate = Callable[[Sequence[StoredEntry]], Sequence[Annotation | None]]
"""Returns one annotation each, in order; None for a text that the annotator fails at."""


@dataclass
class Outcome:
    """How a rebuild went."""

    begun: Begun = "new"
    passes: int = 0
    copied: int = 0
    annotated: int = 0
    failed: set[str] = field(default_factory=set)
    """Articles that kept their old annotation, since the annotator fails at them."""
    exclusive_seconds: float = 0.0
    """How long writers waited."""


def rebuild(rebuilding: Rebuild, plan: Plan, annotate: Annotate, observer: Observer) -> Outcome:
    """Fill a new index and put it in the place of the one in use, see the module.

    Raises CannotRebuild, and Unavailable when the engine stays away.
    """
    outcome = Outcome()
    failures = 0
    while True:
        copied = outcome.copied
        try:
            if not outcome.passes:
                outcome.begun = rebuilding.begin(plan)
            if outcome.begun != "finished":
                _fill_and_swap(rebuilding, plan, annotate, observer, outcome)
        except Unavailable as error:
            failures = 1 if outcome.copied > copied else failures + 1
            if failures > TRIES:
                raise
            pause = min(PAUSE_SECONDS, 2.0 ** (failures - 1))
            observer.waiting(error.detail, pause)
            time.sleep(pause)
        else:
            return outcome


def _fill_and_swap(rebuilding: Rebuild, plan: Plan, annotate: Annotate, observer: Observer, outcome: Outcome) -> None:
    for _ in range(MOST_PASSES):
        start = time.monotonic()
        _copy_pending(rebuilding, plan, annotate, observer, outcome)
        if time.monotonic() - start < SHORT_SECONDS:
            break
    start = time.monotonic()
    with rebuilding.exclusive():
        _copy_pending(rebuilding, plan, annotate, observer, outcome)
        rebuilding.swap()
    outcome.exclusive_seconds = time.monotonic() - start


def _copy_pending(rebuilding: Rebuild, plan: Plan, annotate: Annotate, observer: Observer, outcome: Outcome) -> None:
    """Do one pass."""
    outcome.passes += 1
    pending = rebuilding.pending()
    observer.passing(outcome.passes, pending.total)
    for batch in pending.batches:
        entries = [_cleaned(entry) if plan.clean else entry for entry in batch.entries]
        selected = [
            entry
            for entry, stored in zip(entries, batch.entries, strict=True)
            if plan.annotator and is_outdated(entry, stored, plan.annotator)
        ]
        annotations: dict[str, Annotation | None] = {}
        if selected:
            annotations = dict(zip((entry.id for entry in selected), annotate(selected), strict=True))
        rebuilding.copy([(entry, annotations.get(entry.id)) for entry in entries])
        outcome.failed -= {entry.id for entry in batch.entries}
        outcome.failed |= {id for id, annotation in annotations.items() if annotation is None}
        annotated = sum(annotation is not None for annotation in annotations.values())
        outcome.copied += len(batch.entries)
        outcome.annotated += annotated
        observer.advance(batch.passed, len(batch.entries), annotated)


def _cleaned(entry: StoredEntry) -> StoredEntry:
    """Return a selected entry with its article cleaned by the present rules."""
    article = entry.article
    if article is None or (article.cleaning and article.cleaning.version == VERSION):
        return entry
    return replace(entry, article=clean(article))


def is_outdated(entry: StoredEntry, stored: StoredEntry, present: Annotator) -> bool:
    """Return whether ``present`` has to annotate an entry, which may be cleaned in another way than the stored one.

    A newer generation stays: its revision is higher, and the two would never agree about which one wins. Equal
    generations are fine here, as a new index holds no revision yet; to the live indexer the two are equal afterwards,
    and what is there stays.
    """
    annotator = stored.annotator
    if annotator is None or annotator.generation > present.generation:
        return False
    return annotator.version != present.version or entry.article != stored.article


def corrected_annotations(index: Index, annotate: Annotate) -> Annotate:
    """Return ``annotate`` with what people said about quotes of the articles."""

    def annotated(entries: Sequence[StoredEntry]) -> Sequence[Annotation | None]:
        annotations = annotate(entries)
        kept = corrections_by_article(index, [entry.id for entry in entries])
        return [
            corrected(annotation, kept[entry.id]) if annotation and entry.id in kept else annotation
            for entry, annotation in zip(entries, annotations, strict=True)
        ]

    return annotated


def selected_versions(index: Index, plan: Plan) -> dict[str, int]:
    """Return the versions of the annotator among the articles that the plan selects, with their numbers, most frequent
    first.

    Raises CannotRebuild where one is of a newer generation than the plan's annotator.
    """
    assert plan.annotator
    page = index.search(Request("articles", plan.words, plan.filters, size=0, facets=("annotator",)))
    counts = {value.value: value.count for value in page.facets["annotator"]}
    selected = {
        version: count
        for version, count in counts.items()
        if (plan.clean or version != plan.annotator.version) and (not plan.versions or version in plan.versions)
    }
    for version in selected:
        by_version = Filters(include={"annotator": (version,)})
        example = index.search(Request("articles", plan.words, by_version, size=1, facets=()))
        for hit in example.hits:
            article = index.article(hit.article.id)
            if article and article.annotator.generation > plan.annotator.generation:
                raise CannotRebuild(
                    f"{selected[version]} articles are by {version}, generation {article.annotator.generation}; this is"
                    f" generation {plan.annotator.generation}: take the newer release, or select others by --annotator."
                )
    return selected


def catch_up(index: Index, plan: Plan, annotate: Annotate) -> int:
    """Annotate the articles that still match the plan, in the index in use; return how many.

    A change of other fields than the text keeps the annotation that its writer has read; if it read the old index and
    wrote into the new one, that is an old annotation. There are few of these. Without a higher generation the present
    annotator could not win, and they stay.
    """
    written = 0
    while True:
        page = index.search(Request("articles", plan.words, plan.outdated, sort="newest", size=BATCH, facets=()))
        articles = [article for hit in page.hits if (article := index.article(hit.article.id))]
        entries = [
            StoredEntry(one.id, 0, one, one.annotator, one.article)
            for one in articles
            if plan.annotator and one.annotator.generation < plan.annotator.generation
        ]
        changes = [
            Change(
                id=entry.id,
                version=entry.kept.version,
                accepted_at=entry.kept.accepted_at,
                # Without the hash of the text, which only its stage knows, its next change is annotated in any case.
                article=entry.article,
                annotation=annotation,
            )
            for entry, annotation in zip(entries, annotate(entries) if entries else (), strict=True)
            if annotation
        ]
        results = index.write(changes)
        written += results.count("written")
        if "written" not in results:
            return written
