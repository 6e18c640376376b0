"""Corpora with the names marked, as the tagger is fitted on them; each under a licence that lets us.

The folder ``CORPORA`` holds checkouts from GitHub: UniversalNER/UNER_English-EWT (at 8ed072d) and UNER_English-PUD
(07ea055), amir-zeldes/gum (72ce5ac), zliucr/CrossNER (2e7ba2a), tonytan48/Re-DocRED (ccfb54f),
GateNLP/broad_twitter_corpus (0c45ef7), SteveLIN0101/DataSets-For-Colab (31aaf03: the Groningen Meaning Bank). The
evaluation sets lie elsewhere, in ``EVAL``; of those only the three are fitted on that may be trained on. No corpus is
part of this project.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.nlp.lexicon import personal_names, word_lists

Span = tuple[int, int, str]
"""Where a name starts and ends, and PER, ORG, LOC, MISC, or ? where the corpus does not say what we would call it."""

_GUM_GENRES = ("news", "bio", "interview", "voyage", "speech", "court")
"""The genres of GUM whose texts are under CC BY, CC BY-SA or free; the others may not be used commercially."""

_CROSSNER = {
    "PER": "writer person researcher musicalartist scientist politician",
    "ORG": "organisation university band politicalparty",
    "LOC": "country location",
    "MISC": "conference book poem album song award event election misc product",
}
TOGETHER = 12
"""Sentences without their documents are read so many at a time."""

_EVAL = {"PER": "PER PERSON", "ORG": "ORG CORPORATION GROUP", "LOC": "LOC LOCATION",
         "MISC": "MISC CREATIVE-WORK PRODUCT"}  # fmt: skip
_NOT_IN_ONE = {"PER": ("IN", "CC", "POS", "DT"), "LOC": ("CC",), "ORG": ()}
_JOINED = frozenset(",.;:!?)]}%”’") | {"'s", "’s", "n't", "n’t", "'re", "'ve", "'ll", "'d", "'m"}


def folder_of(variable: str) -> Path:
    """Return the folder that an environment variable names; exit with what to do where it names none."""
    folder = os.environ.get(variable, "")
    if not Path(folder).is_dir() or not folder:
        raise SystemExit(f"Say where the texts are: {variable}=FOLDER (see --help)")
    return Path(folder)


@dataclass(slots=True)
class Marked:
    """One text and the names in it."""

    corpus: str
    id: str
    text: str
    spans: list[Span]


@dataclass(slots=True)
class _Joining:
    """Puts sentences together to a text, shifting their names."""

    corpus: str
    id: str
    between: str = "\n"
    text: str = ""
    spans: list[Span] = field(default_factory=list)

    def add(self, sentence: str, spans: Iterable[Span]) -> None:
        shift = len(self.text) + (len(self.between) if self.text else 0)
        self.text += (self.between if self.text else "") + sentence
        self.spans += [(a + shift, b + shift, kind) for a, b, kind in spans]

    def done(self) -> Marked:
        return Marked(self.corpus, self.id, self.text, self.spans)


def _coarse(groups: dict[str, str]) -> dict[str, str]:
    return {kind: coarse for coarse, kinds in groups.items() for kind in kinds.split()}


def _joined(words: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """The words as a sentence would be written, and where each stands."""
    text, places, close, opened = "", [], True, False
    for word in words:
        blank = not close and word not in _JOINED and word not in "-–/"
        close = word in ("(", "[", "“", "‘", "$", "#", "@", "-", "–", "/")
        if word == '"':
            blank, close, opened = blank and not opened, not opened, not opened
        text += " " if blank and text else ""
        places.append((len(text), len(text) + len(word)))
        text += word
    return text, places


def _named(places: Iterable[tuple[int, int]], labels: Iterable[str], kinds: dict[str, str]) -> list[Span]:
    """Spans from labels of the kind B-PER, I-PER, O."""
    spans: list[Span] = []
    inside = False
    for (start, end), label in zip(places, labels, strict=True):
        if label == "O":
            inside = False
        elif inside and label[0] == "I":
            spans[-1] = (spans[-1][0], end, spans[-1][2])
        else:
            spans.append((start, end, kinds.get(label[2:], "?")))
            inside = True
    return spans


def evaluation_set(folder: Path, name: str) -> Iterator[Marked]:
    """A set of ``EVAL`` that may be trained on: wikigold, crossner_politics (CC BY-SA text), wnut17 (CC BY)."""
    kinds = _coarse(_EVAL) | {kind.upper(): coarse for kind, coarse in _coarse(_CROSSNER).items()}
    for line in (folder / "data" / f"{name}.jsonl").read_text("utf-8").splitlines():
        text = json.loads(line)
        spans = [(e["start"], e["end"], kinds.get(e["type"].upper(), "?")) for e in text["entities"]]
        yield Marked(name, text["id"], text["text"], spans)


def universal(file: Path) -> Iterator[Marked]:
    """Universal NER (CC BY-SA 4.0): its English Web Treebank and its parallel news and Wikipedia sentences."""
    kinds = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}
    document = _Joining(file.stem, "")
    sentence, words, labels = "", list[str](), list[str]()
    for line in [*file.read_text("utf-8").splitlines(), ""]:
        if line.startswith("# newdoc"):
            if document.text:
                yield document.done()
            document = _Joining(file.stem, line)
        elif line.startswith("# text ="):
            sentence = line.removeprefix("# text =").strip()
        elif line[:1].isdigit():
            number, word, label = line.split("\t")[:3]
            if number.isdigit():
                words.append(word)
                labels.append(label)
        elif not line and words:
            places, at = [], 0
            for word in words:
                at = sentence.find(word, at)
                if at < 0:
                    break
                places.append((at, at + len(word)))
                at += len(word)
            if len(places) == len(words):
                document.add(sentence, _named(places, labels, kinds))
            words, labels = [], []
    yield document.done()


def crossner(folder: Path, together: int = 12) -> Iterator[Marked]:
    """The domains of CrossNER (MIT; text CC BY-SA) but politics, which is an evaluation set."""
    kinds = _coarse(_CROSSNER)
    for domain in ("ai", "literature", "music", "science"):
        files = [folder / "ner_data" / domain / f"{part}.txt" for part in ("train", "dev", "test")]
        lines = [line for file in files for line in [*file.read_text("utf-8").splitlines(), ""]]
        sentences: list[list[list[str]]] = [[]]
        for line in lines:
            if line.strip():
                sentences[-1].append(line.split("\t")[:2])
            elif sentences[-1]:
                sentences.append([])
        for first in range(0, len(sentences), together):
            document = _Joining("crossner", f"{domain}/{first}", " ")
            for sentence in sentences[first : first + together]:
                if sentence:
                    text, places = _joined(word for word, _ in sentence)
                    document.add(text, _named(places, [label for _, label in sentence], kinds))
            if document.text:
                yield document.done()


def gum(folder: Path) -> Iterator[Marked]:
    """GUM (annotations CC BY 4.0), which marks every noun phrase: what of them is a name is told by the tags."""
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
    document = _Joining("gum", file.stem)
    places: list[tuple[int, int]] = []
    for first, after in zip(breaks, [*breaks[1:], len(words)], strict=True):
        text, here = _joined(words[first:after])
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
    """The outermost phrases that look like a whole name; proper nouns outside of them are of unknown type."""
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
                    if personal_names.kinds(words[i]) or any(x <= i <= y for x, y in inner):
                        name = i + 1
            for i in range(a, b + 1):
                labels[i] = "?" if i < name else coarse
            spans.append((places[name][0], places[b][1], coarse))
            continue
        for i in unknown:
            labels[i] = labels[i] or "?"
    spans += [(*places[i], "?") for i, label in enumerate(labels) if label == "?"]
    return sorted(set(spans))


def _together(corpus: str, sentences: Iterable[tuple[list[str], list[str]]], kinds: dict[str, str]) -> Iterator[Marked]:
    """Texts of a dozen sentences each, from words and their labels."""
    document = _Joining(corpus, f"{corpus}/0")
    for number, (words, labels) in enumerate(sentences, 1):
        text, places = _joined(words)
        document.add(text, _named(places, labels, kinds))
        if number % TOGETHER == 0:
            yield document.done()
            document = _Joining(corpus, f"{corpus}/{number}")
    if document.text:
        yield document.done()


def tweets(folder: Path) -> Iterator[Marked]:
    """The Broad Twitter Corpus (CC BY 4.0): its tweets of news outlets and of well-known people."""

    def sentences() -> Iterator[tuple[list[str], list[str]]]:
        for part in "gf":
            rows: list[list[str]] = []
            for line in [*(folder / f"{part}.conll").read_text("utf-8").splitlines(), ""]:
                if line.strip():
                    rows += [line.split("\t")] if line[0] != "\t" else []
                elif rows:  # whom a tweet is addressed to is no name in a sentence
                    yield [word for word, _ in rows], ["B-?" if word[0] == "@" else label for word, label in rows]
                    rows = []

    return _together("btc", sentences(), {"PER": "PER", "ORG": "ORG", "LOC": "LOC"})


def newswire(folder: Path) -> Iterator[Marked]:
    """The Groningen Meaning Bank (public domain, mostly Voice of America), as tables of Kaggle have it (ODbL).

    Its labels come from programs and are corrected in part only: what they say counts where others say the same.
    """
    kinds = {"geo": "LOC", "gpe": "MISC", "per": "PER", "org": "ORG", "art": "MISC", "eve": "MISC", "nat": "MISC"}
    with zipfile.ZipFile(folder / "ner_dataset.zip") as packed, packed.open("ner_dataset.csv") as file:
        rows = csv.reader(io.TextIOWrapper(file, "cp1252", "replace"))
        next(rows)
        sentences: list[tuple[list[str], list[str]]] = []
        for begins, word, tag, label in rows:
            if begins:
                sentences.append(([], []))
            if not word.strip():
                continue
            words, labels = sentences[-1]
            place = label in ("B-gpe", "I-gpe") and tag == "NNP"
            before = label == "B-per" or (labels and labels[-1] == "O")
            title = before and label.endswith("per") and personal_names.kinds(word)  # Prime Minister Ann Lee
            words.append(word)
            labels.append("O" if title or label.endswith("tim") else label[:2] + "geo" if place else label)
    return _together("gmb", sentences, kinds)


def encyclopaedia(folder: Path) -> Iterator[Marked]:
    """Re-DocRED (MIT; text CC BY-SA): openings of Wikipedia articles. Its peoples are places, and MISC is anything."""
    peoples = word_lists.classes("peoples.tsv")
    for part in ("dev", "test"):
        for n, article in enumerate(json.loads((folder / "data" / f"{part}_revised.json").read_text("utf-8"))):
            document = _Joining("docred", f"docred/{part}/{n}", " ")
            for number, words in enumerate(article["sents"]):
                text, places = _joined(words)
                spans = []
                for name in (m for entity in article["vertexSet"] for m in entity if m["sent_id"] == number):
                    first, after = name["pos"]
                    if words[first].lower() == "the" and after > first + 1:
                        first += 1
                    kind = {"PER": "PER", "ORG": "ORG", "LOC": "LOC", "MISC": "?"}.get(name["type"])
                    if kind and words[first] in peoples:
                        kind = "MISC" if kind == "LOC" and after == first + 1 else "?"
                    if kind:
                        spans.append((places[first][0], places[after - 1][1], kind))
                document.add(text, sorted(set(spans)))
            yield document.done()


def everything(evaluation: Path, folder: Path) -> Iterator[Marked]:
    """The texts that people marked, which the tagger is fitted on."""
    for name in ("wikigold", "crossner_politics", "wnut17"):
        yield from evaluation_set(evaluation, name)
    for part in ("EWT/en_ewt-ud-dev", "EWT/en_ewt-ud-test", "PUD/en_pud-ud-test"):
        yield from universal(folder / f"UNER_English-{part}.iob2")
    yield from gum(folder / "gum")
    yield from crossner(folder / "CrossNER")
    yield from encyclopaedia(folder / "Re-DocRED")
    yield from tweets(folder / "broad_twitter_corpus")
