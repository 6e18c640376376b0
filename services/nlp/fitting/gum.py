"""GUM: a corpus that marks every noun phrase, and what of them are names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from services.nlp.fitting.marked_texts import Joining, Marked, Span, joined
from services.nlp.lexicon import personal_names

_GUM_GENRES = ("news", "bio", "interview", "voyage", "speech", "court")
"""The genres of GUM whose texts are under CC BY, CC BY-SA or free; the others may not be used commercially."""

_NOT_IN_ONE = {"PER": ("IN", "CC", "POS", "DT"), "LOC": ("CC",), "ORG": ()}


def gum(folder: Path) -> Iterator[Marked]:
    """Read GUM (annotations CC BY 4.0), which marks every noun phrase; the tags tell which of them are names."""
    for file in sorted((folder / "coref" / "gum" / "tsv").glob("GUM_*.tsv")):
        if file.stem.split("_")[1] in _GUM_GENRES:
            yield _gum_text(file, folder / "xml" / f"{file.stem}.xml")


def _gum_text(file: Path, tagged: Path) -> Marked:
    rows = [line.split("\t") for line in tagged.read_text("utf-8").splitlines() if "\t" in line and line[0] != "<"]
    tags = [{"NP": "NNP", "NPS": "NNPS"}.get(row[1], row[1]) for row in rows]
    words: list[str] = []
    marked: list[str] = []
    breaks: list[int] = []
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("#Text="):
            breaks.append(len(words))
        elif line[:1].isdigit():
            columns = line.split("\t")
            words.append(columns[2])
            marked.append(columns[3])
    document = Joining("gum", file.stem)
    places: list[tuple[int, int]] = []
    for first, after in zip(breaks, [*breaks[1:], len(words)], strict=True):
        text, here = joined(words[first:after])
        document.add(text, [])
        shift = len(document.text) - len(text)
        places += [(a + shift, b + shift) for a, b in here]
    phrases: dict[object, tuple[str, int, int]] = {}
    for at, column in enumerate(marked):
        for number, phrase in enumerate(column.split("|")):
            if match := re.fullmatch(r"(\w+?)(?:\[(\d+)\])?", phrase):
                key = match[2] or (at, number)
                kind, first, _ = phrases.get(key, (match[1], at, at))
                phrases[key] = (kind, first, at)
    phrases = {key: phrase for key, phrase in phrases.items() if phrase[0] != "_"}
    document.spans = _gum_names(words, tags, places, sorted(phrases.values(), key=lambda p: (p[1], -p[2])))
    return document.done()


def _gum_names(
    words: list[str], tags: list[str], places: list[tuple[int, int]], phrases: list[tuple[str, int, int]]
) -> list[Span]:
    """Return the outermost phrases that look like a whole name; proper nouns outside of them are of unknown type."""
    labels = [""] * len(words)
    spans: list[Span] = []
    for kind, first, last in phrases:
        if any(labels[i] not in ("", "?") for i in range(first, last + 1)):
            continue
        a, b = first, last
        while a <= b and tags[a] in ("DT", "``", "''", "PRP$"):
            a += 1
        while b >= a and tags[b] in ("POS", ",", ".", "``", "''"):
            b -= 1
        proper = [i for i in range(a, b + 1) if tags[i].startswith("NNP")]
        if not proper:
            continue
        clean = (
            proper[-1] == b
            and words[a][0].isupper()
            and all(
                tags[i].startswith("NNP")
                or tags[i] in ("IN", "CC", "DT", "POS", "HYPH", "FW", "CD")
                or (tags[i] == "JJ" and words[i][0].isupper())
                for i in range(a, b + 1)
            )
        )
        coarse = {"person": "PER", "organization": "ORG", "place": "LOC"}.get(kind)
        if not clean or coarse is None:
            unknown = proper
        elif any(tags[i] in _NOT_IN_ONE[coarse] for i in range(a, b + 1)):
            unknown = list(range(a, b + 1))
        else:
            name = a
            if coarse == "PER":  # behind titles, and behind another name: US President Donald Trump
                inner = [(x, y) for other, x, y in phrases if other != "person" and a <= x and y < b]
                for i in range(a, b):
                    if personal_names.title_classes(words[i]) or any(x <= i <= y for x, y in inner):
                        name = i + 1
            for i in range(a, b + 1):
                labels[i] = "?" if i < name else coarse
            spans.append((places[name][0], places[b][1], coarse))
            continue
        for i in unknown:
            labels[i] = labels[i] or "?"
    spans += [(*places[i], "?") for i, label in enumerate(labels) if label == "?"]
    return sorted(set(spans))
