"""Examples: the articles of PolNeAR, read as the annotator reads them, and what of them people marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.nlp.annotator import SpacyAnnotator, load_pipeline
from services.nlp.attribution.quoted_features import Features, Pair
from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.features import describe_clauses
from services.nlp.fitting.said.reading import items
from services.nlp.parse import quotation_marks
from services.nlp.parse.reading import Reading
from services.nlp.settings import Settings
from services.nlp.speakers.evidence import Evidence, gather
from services.nlp.text import Text

INVENTED = "invented"
"""The publisher of invented items."""

Gold = dict[str, Any]
"""What is marked of one quoted stretch or content, as the sets have it."""


@dataclass(slots=True)
class Example:
    """One annotated article, read as the annotator reads it."""

    id: str
    publisher: str
    evidence: Evidence
    clauses: list[Clause]
    quoted: dict[tuple[int, int], Gold]
    contents: list[Gold]

    def features(self) -> Features:
        """Return the features of its quoted stretches; to be called once the clauses have been weighed."""
        return Features(self.evidence, self.clauses)

    @property
    def reading(self) -> Reading:
        """Its reading."""
        return self.evidence.reading


def reader() -> SpacyAnnotator:
    """Return an annotator that only reads, whatever ``rankers.json`` was fitted with."""
    return SpacyAnnotator(load_pipeline(), Settings(), None)


def examples(folder: Path, scorer: Any) -> Iterator[Example]:
    """Parse and describe every article of PolNeAR."""
    annotator = reader()
    contents = scorer.load(folder / "polnear_content.jsonl")
    articles = list(scorer.load(folder / "polnear.jsonl").values())
    for at in range(0, len(articles), 16):
        batch = articles[at : at + 16]
        for article, reading in zip(batch, annotator.read([Text(a["id"], "", a["text"]) for a in batch]), strict=True):
            evidence = gather(reading, annotator.verbs)
            yield Example(
                article["id"],
                article["meta"]["publisher"],
                evidence,
                describe_clauses(evidence),
                dict(within(reading.text, evidence.segments, contents[article["id"]]["quotes"], scorer))
                | {scorer.trim(reading.text, q["start"], q["end"]): q for q in article["quotes"]},
                contents[article["id"]]["quotes"],
            )


def invented_examples(half: str) -> Iterator[Example]:
    """Parse and describe the invented items of a half, with every quote that a reader marked in them."""
    annotator = reader()
    invented = items(half)
    for at in range(0, len(invented), 32):
        batch = invented[at : at + 32]
        for item, reading in zip(batch, annotator.read([Text(i.id, "", i.text) for i in batch]), strict=True):
            evidence = gather(reading, annotator.verbs)
            contents = [
                {
                    "start": quote.spans[0][0],
                    "end": quote.spans[-1][1],
                    "parts": quote.spans,
                    "speaker": item.text[slice(*quote.mention)] if quote.mention else "",
                }
                for quote in item.quotes
                if quote.spans
            ]
            yield Example(item.id, INVENTED, evidence, describe_clauses(evidence), {}, contents)


def within(
    text: str, segments: Sequence[quotation_marks.Segment], contents: Sequence[Gold], scorer: Any
) -> Iterator[tuple[tuple[int, int], Gold]]:
    """Find the quoted stretches inside annotated contents: the set of quoted ones lacks single marks."""
    parts = [(a, b, gold) for gold in contents for a, b in gold.get("parts") or [(gold["start"], gold["end"])]]
    for segment in segments:
        holding = [(b - a, at) for at, (a, b, _) in enumerate(parts) if a <= segment.start and segment.end <= b]
        if holding:
            yield scorer.trim(text, segment.start, segment.end), parts[min(holding)[1]][2]


def pair_labels(example: Example, rows: Sequence[Sequence[Pair]], scorer: Any) -> list[int]:
    """Return the label of each pair: 1 where its candidate is the annotated source of the segment."""
    r, labels = example.reading, []
    for segment, row in zip(example.evidence.segments, rows, strict=True):
        gold = example.quoted.get(scorer.trim(r.text, segment.start, segment.end))
        right = sources(example, gold, scorer) if gold and gold["speaker"] else set()
        labels += [int(pair.candidate.token in right) for pair in row]
    return labels


def sources(example: Example, gold: Gold, scorer: Any) -> set[int]:
    """Return the candidates inside the annotated source that share its last word; else the one that the others hang on.

    *Anna Adams-Sarthou* ends in two words for the parser, *a poll released Monday* in the wrong one for the scorer.
    """
    r, begin, end = example.reading, gold["speaker_start"], gold["speaker_end"]
    inside = [c for c in example.evidence.candidates.all if begin <= r.starts[c.token] < end]
    words = {c.token: r.text[r.text.rfind(" ", 0, r.starts[c.token]) + 1 : r.ends[c.token]] for c in inside}
    named = {token for token, word in words.items() if scorer.heads(word) & scorer.heads(gold["speaker"])}
    tops = [c.token for c in inside if not begin <= r.starts[r.heads[c.syntactic]] < end]
    return named or set(tops[:1])


def clause_labels(example: Example, scorer: Any) -> list[int]:
    """Return each clause's label: 1 for an annotated content (four fifths of the words in common) with its source."""
    r = example.reading
    words = [m.start() for m in scorer.WORD.finditer(r.text)]

    def numbers(spans: Sequence[Sequence[int]]) -> set[int]:
        return {n for a, b in spans for n in range(bisect_left(words, a), bisect_left(words, b))}

    gold = [(q, numbers(q.get("parts") or [(q["start"], q["end"])])) for q in example.contents]
    owner = {n: number for number, (_, said) in enumerate(gold) for n in said}
    labels = []
    for clause in example.clauses:
        said = numbers([(r.starts[a], r.ends[b - 1]) for a, b in clause.ranges])
        heads = scorer.heads(_written(r, clause.speaker)) if clause.speaker >= 0 else set()
        right = False
        for number in {owner[n] for n in said if n in owner}:
            content, other = gold[number]
            source = content["speaker"]
            same = bool(heads & scorer.heads(source)) or not (source or clause.speaker >= 0)
            right = right or (same and len(said & other) >= 0.8 * len(said | other))
        labels.append(int(right))
    return labels


def _written(reading: Reading, token: int) -> str:
    """Return the word that a token ends, as the scorer parts words: *Lloyd-Rees*, *26%*."""
    text, start = reading.text, reading.starts[token]
    while start > 0 and (text[start - 1].isalnum() or (text[start - 1] in "-'’&" and text[start - 2].isalnum())):
        start -= 1
    return text[start : reading.ends[token]]
