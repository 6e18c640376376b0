"""Who said each quoted stretch, and by which word the article says so."""

from __future__ import annotations

from dataclasses import dataclass

from services.nlp import lexicon
from services.nlp.entities import Entities
from services.nlp.lemmas import Verbs
from services.nlp.marks import Segment
from services.nlp.reading import Reading


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quoted stretch with its source: tokens of the speaker's mention and of the cue, where there are any."""

    segment: Segment
    speaker: int | None
    cue: int | None
    confidence: float
    runners_up: tuple[tuple[int, float], ...] = ()


def attribute(reading: Reading, segments: list[Segment], entities: Entities, verbs: Verbs) -> list[Attribution]:
    """The segments that are quotes, each with its likeliest speaker; titles, slogans and scare quotes are left out."""
    listed = lexicon.classes("cues.tsv")
    found: list[Attribution] = []
    inside = bytearray(len(reading) + 1)
    for s in segments:
        a, b = reading.token_at(s.start), reading.token_at(s.end)
        inside[a:b] = b"\x01" * (b - a)
    speaking = frozenset({"say", "tell", "write", "ask", "judge"})
    subjects = [
        (i, reading.heads[i])
        for i, dep in enumerate(reading.deps)
        if dep == "nsubj"
        and not inside[i]
        and listed.get(verbs.lemma(reading.words[reading.heads[i]]), frozenset()) & speaking
    ]
    for s in segments:
        first, last = reading.token_at(s.start), max(reading.token_at(s.start), reading.token_at(s.end) - 1)
        if first >= len(reading):
            continue
        low, high = reading.sentences[first] - 1, reading.sentences[last] + 1
        paragraph = s.paragraph
        best: tuple[float, int, int] | None = None
        for subject, cue in subjects:
            if low <= reading.sentences[subject] <= high and reading.paragraph_of(reading.starts[subject]) == paragraph:
                distance = min(abs(cue - first), abs(cue - last)) + 10 * (not low < reading.sentences[subject] < high)
                if best is None or distance < best[0]:
                    best = (distance, subject, cue)
        if best:
            found.append(Attribution(s, best[1], best[2], 0.5))
        elif found and found[-1].segment.paragraph >= paragraph - 1 and s.end - s.start > 60:
            found.append(Attribution(s, found[-1].speaker, found[-1].cue, 0.3))
    return found
