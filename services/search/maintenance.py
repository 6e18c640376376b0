"""Care of a live index: a new one is filled beside the one in use, and takes its place while reads and writes go on.

Why: the layout has changed (*reindex*), or the annotator has (*reannotate*). It is one mechanism, :func:`rebuild`:

1. **Passes.** Each carries over what the index in use holds and the new one lacks or has older, with the same revision,
   history and tombstones included; articles that the :class:`Plan` selects are annotated anew on the way. Writers go on
   meanwhile, so passes are repeated until one is over in a moment.
2. **The swap.** Nobody may write (writers wait and try again, which costs no article an attempt), a last pass carries
   over what came since, and in one atomic step the new index takes the name of the old one. Readers notice nothing.

Killed at any moment, the same call goes on where the last one stopped. What was in use stays in use until the swap.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from services.search.index.port import Index
from services.search.index.questions import Change, Filters, Request
from services.search.index.rebuilding import Begun, CannotRebuild, Held, Plan, Rebuild
from shared.errors import Unavailable
from shared.models import Annotation, Annotator, Article

SHORT_SECONDS = 1.0
"""A pass so short is followed by the swap: about so long will writers wait. Searches never do."""

MOST_PASSES = 20
"""Past it writers are faster than we are, and only the swap, in which they wait, can end it."""

BATCH = 50
"""Articles that :func:`catch_up` looks at together."""

TRIES = 8
PAUSE_SECONDS = 30.0
"""An engine that is away is waited for: 1, 2, 4 … 30 seconds, two minutes in all."""


class Watch(Protocol):
    """Who wants to see how it goes."""

    def passing(self, number: int, total: int) -> None:
        """A pass begins; ``number`` counts from 1."""

    def advance(self, passed: int, carried: int, annotated: int) -> None:
        """A batch is done."""

    def waiting(self, reason: str, seconds: float) -> None:
        """The engine is away."""


Annotate = Callable[[Sequence[Held]], Sequence[Annotation | None]]
"""One annotation each, in order; None for a text that the annotator fails at."""


@dataclass
class Outcome:
    """What came of it."""

    begun: Begun = "anew"
    passes: int = 0
    carried: int = 0
    annotated: int = 0
    failed: set[str] = field(default_factory=set)
    """Articles that kept their old annotation, since the annotator fails at them."""
    alone_seconds: float = 0.0
    """How long writers waited."""


def rebuild(making: Rebuild, plan: Plan, annotate: Annotate, watch: Watch) -> Outcome:
    """Do all of it, see the module. Raises CannotRebuild, and Unavailable when the engine stays away."""
    outcome = Outcome()
    failures = 0
    while True:
        carried = outcome.carried
        try:
            if not outcome.passes:
                outcome.begun = making.begin(plan)
            if outcome.begun != "finished":
                _fill_and_swap(making, plan, annotate, watch, outcome)
        except Unavailable as error:
            failures = 1 if outcome.carried > carried else failures + 1
            if failures > TRIES:
                raise
            pause = min(PAUSE_SECONDS, 2.0 ** (failures - 1))
            watch.waiting(error.detail, pause)
            time.sleep(pause)
        else:
            return outcome


def _fill_and_swap(making: Rebuild, plan: Plan, annotate: Annotate, watch: Watch, outcome: Outcome) -> None:
    for _ in range(MOST_PASSES):
        began = time.monotonic()
        _carry_over(making, plan, annotate, watch, outcome)
        if time.monotonic() - began < SHORT_SECONDS:
            break
    began = time.monotonic()
    with making.alone():
        _carry_over(making, plan, annotate, watch, outcome)
        making.swap()
    outcome.alone_seconds = time.monotonic() - began


def _carry_over(making: Rebuild, plan: Plan, annotate: Annotate, watch: Watch, outcome: Outcome) -> None:
    """One pass."""
    outcome.passes += 1
    behind = making.behind()
    watch.passing(outcome.passes, behind.total)
    for batch in behind.batches:
        chosen = [held for held in batch.held if plan.annotator and is_outdated(held.annotator, plan.annotator)]
        made = dict(zip((held.id for held in chosen), annotate(chosen), strict=True)) if chosen else {}
        making.put([(held, made.get(held.id)) for held in batch.held])
        outcome.failed -= {held.id for held in batch.held}
        outcome.failed |= {id for id, annotation in made.items() if annotation is None}
        annotated = sum(annotation is not None for annotation in made.values())
        outcome.carried += len(batch.held)
        outcome.annotated += annotated
        watch.advance(batch.passed, len(batch.held), annotated)


def is_outdated(held: Annotator | None, present: Annotator) -> bool:
    """Whether ``present`` may replace an annotation. A newer generation stays: its revision is higher, and the two
    would never agree about which one wins. Equal generations are fine here, as a new index holds no revision yet; to
    the live indexer the two are equal afterwards, and what is there stays."""
    return held is not None and held.version != present.version and held.generation <= present.generation


def selected_versions(index: Index, plan: Plan) -> dict[str, int]:
    """The versions of the annotator among the articles that the plan selects, with their numbers, most frequent first.

    Raises CannotRebuild where one is of a newer generation than the plan's annotator.
    """
    assert plan.annotator
    page = index.search(Request("articles", plan.words, plan.filters, size=0, facets=("annotator",)))
    found = {value.value: value.count for value in page.facets["annotator"]}
    chosen = {
        version: count
        for version, count in found.items()
        if version != plan.annotator.version and (not plan.versions or version in plan.versions)
    }
    for version in chosen:
        its = Filters(include={"annotator": (version,)})
        example = index.search(Request("articles", plan.words, its, size=1, facets=()))
        for hit in example.hits:
            article = index.article(hit.article.id)
            if article and article.annotator.generation > plan.annotator.generation:
                raise CannotRebuild(
                    f"{chosen[version]} articles are by {version}, generation {article.annotator.generation}; this is"
                    f" generation {plan.annotator.generation}: take the newer release, or select others by --annotator."
                )
    return chosen


def catch_up(index: Index, plan: Plan, annotate: Annotate) -> int:
    """Annotate what still is of the selected kind, right in the index in use; return how many articles.

    A change of other fields than the text keeps the annotation that its writer has read; if it read the old index and
    wrote into the new one, that is an old annotation. There are few of these. Without a higher generation the present
    annotator could not win, and they stay.
    """
    written = 0
    while True:
        page = index.search(Request("articles", plan.words, plan.filters, sort="newest", size=BATCH, facets=()))
        stored = [article for hit in page.hits if (article := index.article(hit.article.id))]
        held = [
            Held(article.id, 0, article, article.annotator, article.title, article.body)
            for article in stored
            if plan.annotator and article.annotator.generation < plan.annotator.generation
        ]
        changes = [
            Change(
                id=one.id,
                version=one.kept.version,
                accepted_at=one.kept.accepted_at,
                # Without the hash of the text, which only its stage knows, its next change is annotated in any case.
                article=Article(**{name: getattr(one.kept, name) for name in Article.model_fields}),
                annotation=annotation,
            )
            for one, annotation in zip(held, annotate(held) if held else (), strict=True)
            if annotation
        ]
        results = index.write(changes)
        written += results.count("written")
        if "written" not in results:
            return written
