"""Fit the rankers, write ``rankers.json``, and print what they reach on publishers they have not seen.

    EVAL=<folder of the evaluation sets> python -m services.nlp.fitting.rankers

Needs scikit-learn, which nothing else does (``pip install scikit-learn``). Fitted on PolNeAR, whose licence lets us
measure and fit structural parameters: the features are of the parse and of position, words count only through our own
``cues.tsv``. The same data and version give the same file. Takes about five minutes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from services.nlp.annotator import SpacyAnnotator, load
from services.nlp.attribution import attributing
from services.nlp.attribution.quoted_features import Features, Pair
from services.nlp.clauses.clause_spans import Clause
from services.nlp.clauses.features import ClauseFeatures
from services.nlp.clauses.finding import Clauses
from services.nlp.entities.finding import Entities, find
from services.nlp.fitting.corpora import folder_of
from services.nlp.lexicon.cues import Cues
from services.nlp.parse import quotation_marks
from services.nlp.parse.reading import Reading
from services.nlp.ranking.trees import Rankers, Trees
from services.nlp.settings import Settings
from services.nlp.speakers.candidates import Candidates
from services.nlp.text import Text

RANKERS = Path(__file__).parents[1] / "ranking" / "rankers.json"
QUOTED_THRESHOLD, CLAUSE_THRESHOLD, REPORT_THRESHOLD = 0.47, 0.33, 0.25
"""Read off the tables that this script prints: the quoted one is the most that costs no F1, since a false quote is
worse than none. That of clauses costs half a point of the F1 of contents for the same reason: below stand attitudes,
which PolNeAR marks and others hardly do."""

SIZES = {"first": (100, 16, 3), "second": (100, 16, 3), "clause": (150, 31, 1)}
"""Trees, leaves of each tree, and how many ensembles are averaged: they differ in the features that each split may look
at. On unseen publishers three are worth 0.2 points; more trees, or more of them, next to nothing, and take time."""

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Gold = dict[str, Any]


@dataclass(slots=True)
class Example:
    """One annotated article, read as the annotator reads it."""

    id: str
    publisher: str
    reading: Reading
    segments: list[quotation_marks.Segment]
    entities: Entities
    candidates: Candidates
    cues: Cues
    clauses: list[Clause]
    quoted: dict[tuple[int, int], Gold]
    contents: list[Gold]

    def features(self) -> Features:
        """What describes its quoted stretches, to be asked once the clauses have been weighed."""
        return Features(self.reading, self.segments, self.entities, self.candidates, self.cues, self.clauses)


def examples(folder: Path, scorer: Any) -> Iterator[Example]:
    """Parse and describe every article of PolNeAR."""
    annotator = load()
    assert isinstance(annotator, SpacyAnnotator)
    contents = scorer.load(folder / "polnear_content.jsonl")
    articles = list(scorer.load(folder / "polnear.jsonl").values())
    for at in range(0, len(articles), 16):
        batch = articles[at : at + 16]
        for article, reading in zip(batch, annotator.read([Text(a["id"], "", a["text"]) for a in batch]), strict=True):
            segments = quotation_marks.segments(reading.text, reading.paragraphs)
            cues = Cues(reading, annotator.verbs)
            entities = find(reading)
            candidates = Candidates(reading, segments, entities)
            clauses = Clauses(reading, entities, candidates, cues).all()
            ClauseFeatures(reading, entities, candidates, cues).describe(clauses)
            yield Example(
                article["id"],
                article["meta"]["publisher"],
                reading,
                segments,
                entities,
                candidates,
                cues,
                clauses,
                dict(within(reading.text, segments, contents[article["id"]]["quotes"], scorer))
                | {scorer.trim(reading.text, q["start"], q["end"]): q for q in article["quotes"]},
                contents[article["id"]]["quotes"],
            )


def within(
    text: str, segments: Sequence[quotation_marks.Segment], contents: Sequence[Gold], scorer: Any
) -> Iterator[tuple[tuple[int, int], Gold]]:
    """The quoted stretches inside annotated contents: the set of quoted ones knows no single marks, as in headlines."""
    parts = [(a, b, gold) for gold in contents for a, b in gold.get("parts") or [(gold["start"], gold["end"])]]
    for segment in segments:
        holding = [(b - a, at) for at, (a, b, _) in enumerate(parts) if a <= segment.start and segment.end <= b]
        if holding:
            yield scorer.trim(text, segment.start, segment.end), parts[min(holding)[1]][2]


def pair_labels(example: Example, rows: Sequence[Sequence[Pair]], scorer: Any) -> list[int]:
    """1 for a pair whose candidate is the annotated source of the segment."""
    r, labels = example.reading, []
    for segment, row in zip(example.segments, rows, strict=True):
        gold = example.quoted.get(scorer.trim(r.text, segment.start, segment.end))
        right = sources(example, gold, scorer) if gold and gold["speaker"] else set()
        labels += [int(pair.candidate.token in right) for pair in row]
    return labels


def sources(example: Example, gold: Gold, scorer: Any) -> set[int]:
    """The candidates inside the annotated source that share its last word; else the one that the others hang on.

    *Anna Adams-Sarthou* ends in two words for the parser, *a poll released Monday* in the wrong one for the scorer.
    """
    r, begin, end = example.reading, gold["speaker_start"], gold["speaker_end"]
    inside = [c for c in example.candidates.all if begin <= r.starts[c.token] < end]
    words = {c.token: r.text[r.text.rfind(" ", 0, r.starts[c.token]) + 1 : r.ends[c.token]] for c in inside}
    named = {token for token, word in words.items() if scorer.heads(word) & scorer.heads(gold["speaker"])}
    tops = [c.token for c in inside if not begin <= r.starts[r.heads[c.syntactic]] < end]
    return named or set(tops[:1])


def clause_labels(example: Example, scorer: Any) -> list[int]:
    """1 for a clause that is an annotated content (four fifths of the words in common) with its source."""
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
    """The word that a token is the end of, as the scorer parts words: *Lloyd-Rees*, *26%*."""
    text, start = reading.text, reading.starts[token]
    while start > 0 and (text[start - 1].isalnum() or (text[start - 1] in "-'’&" and text[start - 2].isalnum())):
        start -= 1
    return text[start : reading.ends[token]]


def boosted(rows: Floats, labels: Labels, iterations: int, leaves: int, times: int) -> dict[str, Any]:
    """Classifiers of scikit-learn, averaged and exported; numbers found by cross-validation, in coarse steps."""
    ensemble = importlib.import_module("sklearn.ensemble")
    models = [
        ensemble.HistGradientBoostingClassifier(
            max_iter=iterations, learning_rate=0.12, max_leaf_nodes=leaves, max_depth=6 if leaves < 30 else 8,
            min_samples_leaf=30, l2_regularization=2.0, early_stopping=False, random_state=seed,
            max_features=0.5 if times > 1 else 1.0,
        )
        for seed in range(times)
    ]  # fmt: skip
    return exported([model.fit(rows, labels) for model in models])


def held_out(
    rows: Floats, labels: Labels, groups: npt.NDArray[np.str_], size: tuple[int, int, int]
) -> tuple[Floats, dict[str, Trees]]:
    """For each row the probability by a model that has not seen its publisher, and that model for each publisher."""
    found = np.zeros(len(labels), np.float32)
    models: dict[str, Trees] = {}
    for group in np.unique(groups):
        test = groups == group
        trees = models[str(group)] = Trees.from_json(boosted(rows[~test], labels[~test], *size))
        found[test] = np.concatenate([trees.probability(part) for part in np.array_split(rows[test], 20)])
    return found, models


def exported(models: list[Any]) -> dict[str, Any]:
    """The mean of the models as the lists that :class:`services.nlp.ranking.trees.Trees` reads."""
    feature: list[int] = []
    threshold: list[float] = []
    children: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    depth = 0
    for (tree,) in [trees for model in models for trees in model._predictors]:
        base = len(feature)
        roots.append(base)
        for number, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            feature.append(0 if leaf else int(node["feature_idx"]))
            threshold.append(0.0 if leaf else round(float(node["num_threshold"]), 6))
            children += [base + number] * 2 if leaf else [base + int(node["left"]), base + int(node["right"])]
            value.append(round(float(node["value"]) / len(models), 5) if leaf else 0.0)
            depth = max(depth, int(node["depth"]))
    return {
        "roots": roots, "feature": feature, "threshold": threshold, "children": children, "value": value,
        "depth": depth, "baseline": float(np.mean([model._baseline_prediction.ravel()[0] for model in models])),
    }  # fmt: skip


def table(name: str, best: list[tuple[float, bool]], gold: int) -> None:
    """F1 by threshold: the best candidate of each stretch (or each clause), and whether it is right."""
    print(f"\n{name}: threshold, precision, recall, F1")
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5):
        kept = [right for probability, right in best if probability > threshold]
        right = sum(kept)
        print(f"  {threshold:.2f}  {right / len(kept):.3f}  {right / gold:.3f}  {2 * right / (len(kept) + gold):.3f}")
    print("reliability: said, true, how many")
    for low in np.arange(0, 1, 0.1):
        here = [(p, right) for p, right in best if low <= p < low + 0.1]
        if here:
            print(f"  {np.mean([p for p, _ in here]):.2f}  {np.mean([r for _, r in here]):.2f}  {len(here)}")


def best_of(
    read: list[Example], rows: list[list[list[Pair]]], labels: Labels, found: Floats
) -> list[tuple[float, bool]]:
    """For each segment its likeliest candidate: how likely, and is it right?"""
    best, at = [], 0
    for example_rows in rows:
        for row in example_rows:
            if row:
                k = at + int(found[at : at + len(row)].argmax())
                best.append((float(found[k]), bool(labels[k])))
            at += len(row)
    return best


def score(folder: Path, read: list[Example], unseen: dict[str, SpacyAnnotator]) -> None:
    """The whole annotator on PolNeAR, each article by the rankers that have not seen its publisher."""
    evaluate, scorer = importlib.import_module("evaluate"), importlib.import_module("score_quotes")
    found = {}
    for example in read:
        annotation = unseen[example.publisher].annotation(Text(example.id, "", example.reading.text), example.reading)
        quotes = [q.model_dump() for q in annotation.quotes]
        found[example.id] = evaluate.as_scored({"id": example.id, "quotes": quotes})
    print("\nthe whole annotator on publishers not seen")
    for name, quoted_only in (("polnear", True), ("polnear_content", False), ("polnear_resolved", True)):
        gold = scorer.load(folder / "data" / f"{name}.jsonl")
        result = scorer.score(gold, {key: found[key] for key in gold}, quoted_only)
        print(f"  {name}: joint {result['joint']}, names {result['joint_resolved_recall']}")


def fit_clauses(read: list[Example], scorer: Any) -> tuple[dict[str, Any], dict[str, Trees]]:
    """The ranker of clauses, and for each publisher one that has not seen it; quoted stretches learn from these."""
    rows = np.array([c.features for e in read for c in e.clauses], np.float32)
    labels = np.array([y for e in read for y in clause_labels(e, scorer)])
    groups = np.array([e.publisher for e in read for _ in e.clauses])
    found, unseen = held_out(rows, labels, groups, SIZES["clause"])
    right = list(zip(found.tolist(), labels.astype(bool).tolist(), strict=True))
    table("clauses", right, sum(len(e.contents) for e in read))
    given = iter(found.tolist())
    for clause in (c for e in read for c in e.clauses):
        clause.probability = next(given)
    return boosted(rows, labels, *SIZES["clause"]), unseen


def main() -> None:
    """Fit all three, one after the other: each learns from those before as they are on unseen publishers."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    folder = folder_of("EVAL")
    sys.path.insert(0, str(folder))
    scorer = importlib.import_module("score_quotes")
    read = list(examples(folder / "data", scorer))

    def flat(rows: list[list[list[Pair]]]) -> tuple[Floats, Labels, npt.NDArray[np.str_]]:
        features = np.array([p.features for example in rows for row in example for p in row], np.float32)
        labels = np.array([y for e, row in zip(read, rows, strict=True) for y in pair_labels(e, row, scorer)])
        groups = np.array([e.publisher for e, row in zip(read, rows, strict=True) for r in row for _ in r])
        return features, labels, groups

    clause, unseen_clause = fit_clauses(read, scorer)

    gold = sum(len(e.quoted) for e in read)
    features = [e.features() for e in read]
    first_rows = [[f.pairs(n) for n in range(len(e.segments))] for e, f in zip(read, features, strict=True)]
    rows, labels, groups = flat(first_rows)
    found, unseen_first = held_out(rows, labels, groups, SIZES["first"])
    table("quoted stretches, first look", best_of(read, first_rows, labels, found), gold)
    first = boosted(rows, labels, *SIZES["first"])

    given: Callable[[], float] = iter(found.tolist()).__next__
    second_rows = [
        attributing.shortlist(e.segments, e.candidates, f, pairs, [given() for row in pairs for _ in row])
        for e, f, pairs in zip(read, features, first_rows, strict=True)
    ]
    rows, labels, groups = flat(second_rows)
    found, unseen_second = held_out(rows, labels, groups, SIZES["second"])
    table("quoted stretches, second look", best_of(read, second_rows, labels, found), gold)
    second = boosted(rows, labels, *SIZES["second"])

    annotator = load()
    assert isinstance(annotator, SpacyAnnotator)
    thresholds = {
        "quoted_threshold": QUOTED_THRESHOLD,
        "clause_threshold": CLAUSE_THRESHOLD,
        "report_threshold": REPORT_THRESHOLD,
    }
    unseen = {
        name: SpacyAnnotator(
            annotator.nlp,
            Settings(),
            Rankers(trees, unseen_second[name], unseen_clause[name], **thresholds),
        )
        for name, trees in unseen_first.items()
    }
    score(folder, read, unseen)

    trees = {"first": first, "second": second, "clause": clause}
    RANKERS.write_text(json.dumps(trees | thresholds, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
