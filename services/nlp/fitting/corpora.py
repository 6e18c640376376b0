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
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from services.nlp.fitting.gum import gum
from services.nlp.fitting.marked_texts import Joining, Marked, joined, named
from services.nlp.lexicon import personal_names, word_lists

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


def folder_of(variable: str) -> Path:
    """Return the folder that an environment variable names; exit with what to do where it names none."""
    folder = os.environ.get(variable, "")
    if not Path(folder).is_dir() or not folder:
        raise SystemExit(f"Say where the texts are: {variable}=FOLDER (see --help)")
    return Path(folder)


def _coarse(groups: dict[str, str]) -> dict[str, str]:
    return {kind: coarse for coarse, kinds in groups.items() for kind in kinds.split()}


def evaluation_set(folder: Path, name: str) -> Iterator[Marked]:
    """Read a set of ``EVAL`` that may be trained on: wikigold, crossner_politics (CC BY-SA text), wnut17 (CC BY)."""
    kinds = _coarse(_EVAL) | {kind.upper(): coarse for kind, coarse in _coarse(_CROSSNER).items()}
    for line in (folder / "data" / f"{name}.jsonl").read_text("utf-8").splitlines():
        text = json.loads(line)
        spans = [(e["start"], e["end"], kinds.get(e["type"].upper(), "?")) for e in text["entities"]]
        yield Marked(name, text["id"], text["text"], spans)


def universal(file: Path) -> Iterator[Marked]:
    """Read Universal NER (CC BY-SA 4.0): its English Web Treebank and its parallel news and Wikipedia sentences."""
    kinds = {"PER": "PER", "ORG": "ORG", "LOC": "LOC"}
    document = Joining(file.stem, "")
    sentence, words, labels = "", list[str](), list[str]()
    for line in [*file.read_text("utf-8").splitlines(), ""]:
        if line.startswith("# newdoc"):
            if document.text:
                yield document.done()
            document = Joining(file.stem, line)
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
                document.add(sentence, named(places, labels, kinds))
            words, labels = [], []
    yield document.done()


def crossner(folder: Path, together: int = 12) -> Iterator[Marked]:
    """Read the domains of CrossNER (MIT; text CC BY-SA) but politics, which is an evaluation set."""
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
            document = Joining("crossner", f"{domain}/{first}", " ")
            for sentence in sentences[first : first + together]:
                if sentence:
                    text, places = joined(word for word, _ in sentence)
                    document.add(text, named(places, [label for _, label in sentence], kinds))
            if document.text:
                yield document.done()


def _together(corpus: str, sentences: Iterable[tuple[list[str], list[str]]], kinds: dict[str, str]) -> Iterator[Marked]:
    """Make texts of a dozen sentences each from words and their labels."""
    document = Joining(corpus, f"{corpus}/0")
    for number, (words, labels) in enumerate(sentences, 1):
        text, places = joined(words)
        document.add(text, named(places, labels, kinds))
        if number % TOGETHER == 0:
            yield document.done()
            document = Joining(corpus, f"{corpus}/{number}")
    if document.text:
        yield document.done()


def tweets(folder: Path) -> Iterator[Marked]:
    """Read the Broad Twitter Corpus (CC BY 4.0): its tweets of news outlets and of well-known people."""

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
    """Read the Groningen Meaning Bank (public domain, mostly Voice of America), as tables of Kaggle have it (ODbL).

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
            title = before and label.endswith("per") and personal_names.title_classes(word)  # Prime Minister Ann Lee
            words.append(word)
            labels.append("O" if title or label.endswith("tim") else label[:2] + "geo" if place else label)
    return _together("gmb", sentences, kinds)


def encyclopaedia(folder: Path) -> Iterator[Marked]:
    """Read Re-DocRED (MIT; text CC BY-SA): openings of Wikipedia articles. Peoples are places, MISC is anything."""
    peoples = word_lists.classes("peoples.tsv")
    for part in ("dev", "test"):
        for n, article in enumerate(json.loads((folder / "data" / f"{part}_revised.json").read_text("utf-8"))):
            document = Joining("docred", f"docred/{part}/{n}", " ")
            for number, words in enumerate(article["sents"]):
                text, places = joined(words)
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
    """Read the texts that people marked, which the tagger is fitted on."""
    for name in ("wikigold", "crossner_politics", "wnut17"):
        yield from evaluation_set(evaluation, name)
    for part in ("EWT/en_ewt-ud-dev", "EWT/en_ewt-ud-test", "PUD/en_pud-ud-test"):
        yield from universal(folder / f"UNER_English-{part}.iob2")
    yield from gum(folder / "gum")
    yield from crossner(folder / "CrossNER")
    yield from encyclopaedia(folder / "Re-DocRED")
    yield from tweets(folder / "broad_twitter_corpus")
