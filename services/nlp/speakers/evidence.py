"""Evidence: all that is known of an article before any of its words is given to a speaker.

The one object that clauses, attribution and quotes ask; the annotator, the fitting of rankers and tests make it alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.nlp.entities.finding import Entities, find_entities
from services.nlp.lexicon.cues import Cues
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse import quotation_marks
from services.nlp.parse.quotation_marks import Segment
from services.nlp.parse.reading import Reading
from services.nlp.speakers.candidates import Candidates


@dataclass(frozen=True, slots=True)
class Evidence:
    """The reading of an article, and what the lower rooms find in it."""

    reading: Reading
    segments: list[Segment]
    """The stretches between quotation marks, in the order of the text."""
    verbs: Verbs
    cues: Cues
    entities: Entities
    candidates: Candidates
    """The noun phrases that may name a speaker."""


def gather(reading: Reading, verbs: Verbs) -> Evidence:
    """Gather the evidence of one article: its segments, cues, entities and candidates."""
    segments = quotation_marks.segments(reading.text, reading.paragraphs)
    entities = find_entities(reading, verbs)
    return Evidence(reading, segments, verbs, Cues(reading, verbs), entities, Candidates(reading, segments, entities))
