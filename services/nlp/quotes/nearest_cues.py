"""Nearest cues: words in marks belong to the verb that adds them, where their speaker's first verb tells others.

*Warned that it rained, adding that rain “is our fate.” “It will stay.”* are two contents; *asked about it, called Lee
a “coward”* tells one by *called*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.nlp.attribution.attributing import Attribution
from services.nlp.clauses.clause_spans import Clause
from services.nlp.parse.reading import Reading


def with_nearest_cues(
    reading: Reading, attributions: Sequence[Attribution], clauses: Sequence[Clause], judging: Sequence[Clause] = ()
) -> list[Attribution]:
    """Return the stretches, each with the cue of the likely clause, the likeliest first, that holds it.

    ``judging``: clauses of what is called by a name or judged, likely or not.
    """
    added = [c for c in clauses if reading.tags[c.cue] == "VBG" and c.act == "speech"] + [*judging]
    cues = {clause.cue for clause in added}
    nearest: list[Attribution] = []
    for a in attributions:
        first = reading.token_at(a.segment.start)
        cue = next((clause.cue for clause in added if _tells(clause, a, first)), a.cue)
        if cue == a.cue and nearest and nearest[-1].cue in cues and _goes_on(reading, nearest[-1], a):
            cue = nearest[-1].cue
        nearest.append(replace(a, cue=cue))
    return nearest


def _tells(clause: Clause, a: Attribution, first: int) -> bool:
    """Return whether a clause behind the cue of a stretch, of the same speaker, holds it."""
    begin, end = clause.ranges[0]
    behind = a.cue is not None and a.cue < clause.cue < begin
    return behind and a.speaker == clause.speaker and begin <= first < end


def _goes_on(reading: Reading, last: Attribution, a: Attribution) -> bool:
    """Return whether a stretch stands right behind another, of the same speaker: *“….” “….”*."""
    between = reading.text[last.segment.end : a.segment.start]
    return last.speaker == a.speaker and not between.strip('”“"’‘ ')
