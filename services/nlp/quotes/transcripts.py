"""Transcripts: the lines of conversations and interviews, which a label and no quotation mark gives to somebody.

``Q: …`` and ``A: …``, ``[10:32] JANE DOE: …``, ``Doe: …``, and questions in bold or alone on their lines with the
answers below them. A single such line is a headline, a caption or a list; a few of them in one article are a
conversation if they read like talk: with *I* and *you* and questions, or in turns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from services.nlp.entities.finding import Entities
from services.nlp.lexicon import personal_names
from services.nlp.parse.reading import Reading
from services.nlp.speakers.coreference import By, Referent
from shared.models.values import Span

LEAST_LINES = 3
"""Least number of labelled paragraphs that make a conversation."""

LABELLED, _INTERVIEWED = 0.97, 0.93
"""The confidence in a speaker whom a label names, and the one in whoever seems to be interviewed. Of 111 invented
lines none was wrong, enough for about these numbers; they are taken a little lower, since real lines vary."""

_STAMP = r"(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?(?: ?[ap]\.?m\.?)?[ \u00a0]*(?:[–—-][ \u00a0]*)?)?"
_WORD = r"[^\W\d_a-z][\w.’'-]*"
_LABEL = re.compile(
    rf"(?:\*\*)?{_STAMP}(?:\*\*)?(?P<label>{_WORD}(?: {_WORD}){{0,4}})(?: \([^()\n]{{1,40}}\)|, [^:.?!\n]{{1,50}})?"
    r"(?:\*\*)?(?P<colon>[:.])(?:\*\*)?[ \u00a0\t]+(?=\S)|(?P<glued>Q)(?=[A-Z][a-z']* )"
)
_BOLD = re.compile(r"\*\*(?P<said>[^*\n]{4,400}\?)\*\*$")
_STAGE = re.compile(
    r"[\[(](?:applause|laughter|laughs?|laughing|cross-?talk|inaudible|unintelligible|cheers|cheering|boos|booing|music|"
    r"pauses?|sighs|smiles|silence|commercial break|(?:begin|end)? ?video)\b[^\])\n]{0,30}[\])]",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[\[(][^\[\]()\n]{1,60}[\])][.*]*$")
_NARRATED = re.compile(
    r"\b[Ss]?[Hh]e (?:\w+ly )?(?:laughs|smiles|grins|pauses|sighs|nods|shrugs|leans|points|looks|gets|stands|sits|"
    r"shakes|frowns|winks|blushes|turns|gestures|waves|stops|hesitates|thinks for)\b"
)
_MARKED = re.compile(r"[“\"«](?P<said>[^“”\"«»]*)[”\"»]$")
_ASKING = frozenset({"q", "question", "interviewer"})
_ANSWERING = frozenset({"a", "answer"})
_PARTS = (
    _ASKING | _ANSWERING | {"host", "moderator", "reporter", "announcer", "anchor", "caller", "narrator", "operator"}
)
_ALONE = "?"
"""The label of a question that has none."""

_TALKING = frozenset({"i", "we", "you", "my", "our", "your", "me", "us"})
_ADDRESS = frozenset({"you", "your"})
_OF_ONESELF = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|me|us)\b(?!\.)")
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]?|‘[^‘’]*’")
_QUESTIONED = frozenset({"asked", "interviewed", "questioned", "met", "visited", "quizzed", "grilled", "examined"})


@dataclass(frozen=True, slots=True)
class Line:
    """Line of a conversation: the words of one speaker until the next one speaks, in offsets of the reading's text."""

    spans: tuple[Span, ...]
    speaker: int | None
    """The token that names the speaker: the label, or the latest name of whoever answers questions without a label."""
    referent: Referent | None
    """Referent of that token, as far as the article tells."""
    asks: bool
    """Whether an interviewer says it."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The first paragraph of a line."""

    number: int
    """Of the paragraph."""
    label: str
    """In small letters, without titles."""
    raw: str
    label_end: int
    start: int
    """Where the words begin; ``end`` where they end."""
    end: int


def lines(reading: Reading, entities: Entities) -> list[Line]:
    """Return the lines of an article that is, or holds, a conversation; none of others."""
    heads = _conversation(reading, entities, list(_heads(reading))) or _interview(reading, list(_questions(reading)))
    if not heads:
        return []
    often = Counter(head.label for head in heads)
    once = max(often.values()) == 1
    labelled = any(label not in _ASKING and label != _ALONE for label in often)
    cast = _Cast(reading, entities, heads)
    spoken: list[Line] = []
    for head, following in zip(heads, [*(h.number for h in heads[1:]), None], strict=True):
        own = _spoken(reading.text, head.start, head.end)
        if head.label in _ASKING or head.label == _ALONE:
            spoken.append(Line(tuple(own), None, None, asks=True))
            if not labelled:
                until = head.number + 2 if following is None else following
                spoken += cast.answer(_paragraphs(reading, head.number + 1, until))
        else:
            rest = [] if once or following is None else _paragraphs(reading, head.number + 1, following)
            spoken.append(cast.line(head, [*own, *rest]))
    return [line for line in spoken if line.spans]


class _Cast:
    """The speakers of a conversation: by label, and whoever answers where there is none."""

    def __init__(self, reading: Reading, entities: Entities, heads: list[_Head]) -> None:
        self._r = reading
        self._entities = entities
        self._people = _people(entities)
        self._called = _called(entities)
        self._interviewee = _interviewee(reading, entities, heads[0].number)
        often = Counter(head.label for head in heads)
        asking = Counter(head.label for head in heads if "?" in reading.text[head.start : head.end])
        self._askers = {label for label, lines in often.items() if 2 * asking[label] > lines}

    def line(self, head: _Head, spans: list[Span]) -> Line:
        """Return the line below a label."""
        answers = head.label in _ANSWERING
        entity = self._interviewee if answers else self._people.get(head.label)
        if entity is None and not answers:
            entity = self._called.get(head.label.rpartition(" ")[2])
        said = self._r.text[head.start : head.end]
        asks = said.endswith("?") or ("?" in said and head.label in self._askers)
        if entity is None and answers:
            return Line(tuple(spans), None, None, asks)
        token = self._r.token_at(head.label_end) - 1
        by: By = "name" if entity is not None and self._entities.at(token) == entity else "description"
        return Line(tuple(spans), token, Referent(entity, by, _INTERVIEWED if answers else 1.0), asks)

    def answer(self, spans: list[Span]) -> list[Line]:
        """Return the line below a question without a label; its speaker is the latest mention of the interviewee."""
        mentions = self._entities.all[self._interviewee].mentions if self._interviewee is not None else []
        named = bisect_right(mentions, spans[0][0], key=lambda m: m.end) if spans else 0
        if not named:
            return []
        who = Referent(self._interviewee, "name", _INTERVIEWED)
        return [Line(tuple(spans), mentions[named - 1].after - 1, who, asks=False)]


def _heads(reading: Reading) -> Iterator[_Head]:
    """Find the paragraphs that begin with a label, and the questions in bold."""
    text = reading.text
    for number, (start, end) in enumerate(reading.paragraphs):
        if _BOLD.match(text, start, end) and not _LABEL.match(text, start, min(end, start + 12)):
            yield _Head(number, _ALONE, "", start, start + 2, end - 2)
            continue
        match = _LABEL.match(text, start, min(end, start + 110))
        if match:
            label = match["label"] or match["glued"]
            if match["colon"] == "." and label not in ("Q", "A"):
                continue
            bold = text.startswith("**", start) and text.endswith("**", start, end)
            name = " ".join(personal_names.parts(label)[1]).casefold()
            label_end = match.end("label") if match["label"] else match.end()
            yield _Head(number, name, label, label_end, match.end(), end - 2 * bold)


def _questions(reading: Reading) -> Iterator[_Head]:
    """Find the paragraphs that are questions and nothing else."""
    for number, (start, end) in enumerate(reading.paragraphs):
        if reading.text[end - 1] == "?" and end - start < 400 and not re.search(r"[“”\"«»]", reading.text[start:end]):
            yield _Head(number, _ALONE, "", start, start, end)


def _conversation(reading: Reading, entities: Entities, heads: list[_Head]) -> list[_Head]:
    """Return the heads of lines, if these are a conversation and not a list."""
    if len(heads) < LEAST_LINES:
        return []
    people = _people(entities)
    often = Counter(head.label for head in heads)
    speakers = {label for label in often if label in _PARTS or label == _ALONE or label in people or _is_person(label)}
    if not speakers:
        return []
    heads = [h for h in heads if h.label in speakers or often[h.label] > 1 or (h.raw.isupper() and len(h.raw) > 3)]
    asked = bool(speakers & (_ASKING | {_ALONE}))
    if len(heads) < LEAST_LINES or (len({head.label for head in heads}) < 2 and not asked):
        return []
    if _ALONE in speakers:
        answers = [h.number + 1 for h in heads if h.label == _ALONE and h.number + 1 < len(reading.paragraphs)]
        return heads if 4 * _in_person(reading, answers) >= len(answers) else []
    if max(often[h.label] for h in heads) == 1:  # voices of the street, or a list of people
        return heads if 3 * _in_person(reading, [h.number for h in heads]) >= 2 * len(heads) else []
    talking = sum(reading.text[h.end - 1] == "?" or bool(_words(reading, h) & _TALKING) for h in heads)
    in_turns = sum(often[h.label] > 1 and _has_verb(reading, h) for h in heads)
    return heads if 3 * talking >= len(heads) or 4 * in_turns >= 3 * len(heads) else []


def _interview(reading: Reading, questions: list[_Head]) -> list[_Head]:
    """Return questions without labels, if most of them ask *you*, and *I* or *we* answer."""
    answered = {q.number + 1 for q in questions} - {q.number for q in questions}
    questions = [q for q in questions if q.number + 1 in answered and q.number + 1 < len(reading.paragraphs)]
    if len(questions) < LEAST_LINES:
        return []
    addressed = sum(bool(_words(reading, q) & _ADDRESS) for q in questions)
    in_person = _in_person(reading, [q.number + 1 for q in questions])
    return questions if 2 * min(addressed, in_person) >= len(questions) else []


def _in_person(reading: Reading, paragraphs: list[int]) -> int:
    """Count the paragraphs in which somebody speaks of himself, quoted words left out."""
    texts = (reading.text[slice(*reading.paragraphs[number])] for number in paragraphs)
    return sum(bool(_OF_ONESELF.search(_QUOTED.sub("", text))) for text in texts)


def _words(reading: Reading, head: _Head) -> set[str]:
    return set(reading.words[reading.token_at(head.start) : reading.token_at(head.end)])


def _has_verb(reading: Reading, head: _Head) -> bool:
    tags = reading.tags[reading.token_at(head.start) : reading.token_at(head.end)]
    return any(tag in ("VBD", "VBZ", "VBP", "MD", "VB") for tag in tags)


def _paragraphs(reading: Reading, first: int, after: int) -> list[Span]:
    """Return the spoken spans of paragraphs, less stage directions, until the writer steps in: *Here she laughs*."""
    spans: list[Span] = []
    for start, end in reading.paragraphs[first:after]:
        if _NARRATED.search(reading.text, start, end) and not _OF_ONESELF.search(reading.text, start, end):
            break
        if not _ASIDE.match(reading.text, start, end):
            spans += _spoken(reading.text, start, end)
    return spans


def _spoken(text: str, start: int, end: int) -> list[Span]:
    """Return a stretch without the stage directions in it, and without marks around all of it."""
    marked = _MARKED.match(text, start, end)
    if marked:
        start, end = marked.span("said")
    spans = []
    for stage in _STAGE.finditer(text, start, end):
        spans.append((start, stage.start()))
        start = stage.end()
    return [(a, b) for a, b in [*spans, (start, end)] if re.search(r"\w", text[a:b])]


def _interviewee(reading: Reading, entities: Entities, first_line: int) -> int | None:
    """Return the interviewee: the person named most before the first line; of several, the one who was questioned."""
    begin = reading.paragraphs[first_line][0]
    best: tuple[int, bool, int, int] | None = None
    for number, entity in enumerate(entities.all):
        before = [m for m in entity.mentions if m.start < begin]
        if entity.type == "PERSON" and before:
            asked = any(_questioned(reading, entities, m.after - 1) for m in before)
            best = max(best or (0, False, 0, 0), (len(before), asked, -before[0].start, number))
    return best[3] if best else None


def _questioned(r: Reading, entities: Entities, token: int) -> bool:
    """Return whether a name is the object of a verb of asking, or behind it: *questioned the guard, Piet Solberg*."""
    if r.deps[token] == "appos":
        token = r.heads[token]
    return r.deps[token] == "dobj" and r.words[r.heads[token]] in _QUESTIONED


def _is_person(label: str) -> bool:
    """Return whether a label is a noun for a person: *the president*."""
    return "person" in personal_names.title_classes(label.rpartition(" ")[2])


def _called(entities: Entities) -> dict[str, int]:
    """Return the roles that one person has, and only one, with the person: *president*, *captain*."""
    called = [(role, number) for number, entity in enumerate(entities.all) for role in entity.roles]
    often = Counter(role for role, _ in called)
    return {role: number for role, number in called if often[role] == 1 and role not in _PARTS}


def _people(entities: Entities) -> dict[str, int]:
    """Return people by full name, its last two words, surname, initials, in small letters; of namesakes the first."""
    people: dict[str, int] = {}
    for number, entity in enumerate(entities.all):
        if entity.type == "PERSON":
            words = entity.name.casefold().split()
            for name in (words, words[-2:], words[-1:]):
                people.setdefault(" ".join(name), number)
            if len(words) > 1:
                people.setdefault("".join(word[0] for word in words), number)
    return people
