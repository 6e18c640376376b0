"""What one run of the chaos came to, and where the documents keep it."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Self

from tests.chaos.wire import Comparison, Wire
from tests.support import figures

LONGEST_WAIT = 60.0
"""Seconds that an article may wait beyond the time that a part was away."""


@dataclass(frozen=True)
class Run:
    """One run: what happened, what was filed, what was lost or doubled, and how long it took."""

    seed: int
    stack: str
    minutes: float
    events: Mapping[str, int]
    away: float
    """Seconds in which a part was away, or not ready yet."""
    stories: int
    """Articles of which at least one version was answered."""
    versions: int
    """Versions answered 202."""
    answers: Mapping[str, int]
    articles: int
    quotes: int
    lost: Sequence[str]
    doubled: Sequence[str]
    wrong: Sequence[str]
    waits: tuple[float, float, float]
    """Seconds that a version waited beyond the time that a part was away: half of them, 99 %, the longest."""

    @classmethod
    def of(
        cls,
        seed: int,
        stack: str,
        *,
        minutes: float,
        events: Mapping[str, int],
        away: float,
        wires: Sequence[Wire],
        comparisons: Sequence[Comparison],
        unfinished: Sequence[str],
        waits: Sequence[float],
    ) -> Self:
        """Return the run that did this."""
        cuts = statistics.quantiles(waits, n=100, method="inclusive")
        return cls(
            seed=seed,
            stack=stack,
            minutes=minutes,
            events=dict(sorted(events.items())),
            away=round(away, 1),
            stories=sum(story.id is not None for wire in wires for story in wire.stories),
            versions=sum(len(wire.accepted) for wire in wires),
            answers=dict(sum((wire.answers for wire in wires), Counter())),
            articles=sum(comparison.articles for comparison in comparisons),
            quotes=sum(comparison.quotes for comparison in comparisons),
            lost=[*unfinished, *chain.from_iterable(comparison.lost for comparison in comparisons)],
            doubled=[*chain.from_iterable(comparison.doubled for comparison in comparisons)],
            wrong=[*chain.from_iterable(comparison.wrong for comparison in comparisons)],
            waits=(round(cuts[49], 1), round(cuts[98], 1), round(max(waits), 1)),
        )

    def failures(self) -> list[str]:
        """Return what the promise does not allow."""
        failures = [f"lost: {each}" for each in self.lost]
        failures += [f"found twice: {each}" for each in self.doubled]
        failures += [f"not as promised: {each}" for each in self.wrong]
        if self.waits[2] > LONGEST_WAIT:
            failures.append(f"a version waited {self.waits[2]:.0f} s beyond the time that a part was away")
        return failures

    def in_words(self) -> str:
        """Return the run in one line."""
        events = ", ".join(f"{count} × {name}" for name, count in self.events.items())
        half, most, longest = self.waits
        return (
            f"seed {self.seed}, {self.stack}: {sum(self.events.values())} events ({events}), parts away for"
            f" {self.away:.0f} s; {self.stories} stories, {self.versions} versions; found {self.articles} with"
            f" {self.quotes} quotes: {len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.wrong)} wrong;"
            f" waited {half} / {most} / {longest} s (half, 99 %, longest; beyond the outages)"
        )

    def record(self) -> None:
        """Put it into the figures that the documents show, in the place of an earlier run of this seed."""
        row = asdict(self) | {"lost": len(self.lost), "doubled": len(self.doubled), "wrong": len(self.wrong)}
        name = f"chaos_{self.stack}"
        others = [each for each in figures.read().get(name, {}).get("runs", []) if each["seed"] != self.seed]
        figures.record(name, {"runs": sorted([*others, row], key=lambda each: int(each["seed"]))})
