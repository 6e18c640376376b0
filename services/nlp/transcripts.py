"""Transcripts and interviews: speech that a label at the head of the paragraph gives to somebody, without marks.

``Q: …`` and ``A: …``, ``JANE DOE: …``, ``Doe: …``, and questions in bold (``**…?**``) with the answers below them. A
single such line is a headline, a caption or a list; a few of them in one article are a conversation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from services.nlp.entities import Entities
from services.nlp.reading import Reading

LEAST_LINES = 3
"""So many labelled paragraphs of two speakers make a conversation."""

_LABEL = re.compile(
    r"(?P<label>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}(?: \([^()\n]{1,40}\))?)"
    r"(?:\*\*)?(?P<colon>[:.])(?:\*\*)?[ \u00a0]+(?=\S)"
)
_BOLD = re.compile(r"\*\*(?P<said>[^*\n]{4,400}\?)\*\*$")
_ASKING = frozenset({"q", "question", "interviewer"})
_ANSWERING = frozenset({"a", "answer"})
_PARTS = _ASKING | _ANSWERING | {"**", "host", "moderator", "reporter", "announcer", "anchor", "caller", "narrator"}


@dataclass(frozen=True, slots=True)
class Line:
    """What one speaker says until the next one does, in characters of the reading's text."""

    spans: tuple[tuple[int, int], ...]
    speaker: int | None
    """The token that names the speaker: the label, or the latest name of whoever answers below questions in bold."""
    entity: int | None
    """Who that is; None where the article does not tell."""
    asks: bool


def lines(reading: Reading, entities: Entities) -> list[Line]:
    """The lines of an article that is, or holds, a conversation; of others none."""
    heads = list(_heads(reading))
    if len(heads) < LEAST_LINES:
        return []
    people = _people(entities)
    heads = [head for head in heads if head[1].casefold() in _PARTS or head[1].casefold() in people]
    labels = {head[1].casefold() for head in heads}
    if len(heads) < LEAST_LINES or (len(labels) < 2 and "**" not in labels):
        return []
    interviewee = _interviewee(reading, entities, heads[0][0])
    mentions = entities.known[interviewee].mentions if interviewee is not None else []
    found = []
    for (number, label, label_end, start), following in zip(heads, [*(h[0] for h in heads[1:]), None], strict=True):
        kind = label.casefold()
        asks = kind in _ASKING or label == "**"
        end = number + 1 if asks or following is None else following
        first = (start, reading.paragraphs[number][1] - 2 * (label == "**"))
        rest = tuple(reading.paragraphs[number + 1 : end])
        if label != "**":
            entity = interviewee if kind in _ANSWERING else people.get(kind)
            token = reading.token_at(label_end) - 1
            found.append(Line((first, *rest), None if asks else token, entity, asks))
            continue
        found.append(Line((first,), None, None, asks))
        answers = tuple(reading.paragraphs[number + 1 : number + 2 if following is None else following])
        named = bisect_right(mentions, answers[0][0], key=lambda m: m.end) if answers else 0
        if named:
            found.append(Line(answers, mentions[named - 1].after - 1, interviewee, asks=False))
    return found


def _heads(reading: Reading) -> Iterator[tuple[int, str, int, int]]:
    """Number of the paragraph, label, where it ends, where the words begin."""
    text = reading.text
    for number, (start, end) in enumerate(reading.paragraphs):
        bold = _BOLD.match(text, start, end)
        if bold:
            yield number, "**", start, bold.start("said")
            continue
        at = start + 2 if text.startswith("**", start) else start
        label = _LABEL.match(text, at, min(end, at + 90))
        if label and (label["colon"] == ":" or label["label"] in ("Q", "A")):
            yield number, label["label"].split(" (")[0], label.end("label"), label.end()


def _interviewee(reading: Reading, entities: Entities, first_line: int) -> int | None:
    """Whom an interview is with: the person named most before its first line, else in all of it."""
    begin = reading.paragraphs[first_line][0]
    people = [(number, entity) for number, entity in enumerate(entities.known) if entity.type == "PERSON"]
    before = [(sum(m.start < begin for m in e.mentions), -min(m.start for m in e.mentions), n) for n, e in people]
    return max(before)[2] if before and max(before)[0] else None


def _people(entities: Entities) -> dict[str, int]:
    """Full names, their last two words and surnames, in small letters; of several people with one, the first."""
    found: dict[str, int] = {}
    for number, entity in enumerate(entities.known):
        if entity.type == "PERSON":
            words = entity.name.casefold().split()
            for name in (words, words[-2:], words[-1:]):
                found.setdefault(" ".join(name), number)
    return found
