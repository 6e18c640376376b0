"""Corpora: the formats that names are marked in, on invented sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.nlp.fitting.corpora import encyclopaedia, evaluation_set, folder_of, tweets, universal
from services.nlp.fitting.gum import gum
from services.nlp.fitting.marked_texts import Marked


def names(marked: Marked) -> list[tuple[str, str]]:
    return [(marked.text[a:b], kind) for a, b, kind in marked.spans]


def test_universal_ner_is_read(tmp_path: Path) -> None:
    # given a document of one sentence
    file = tmp_path / "en.iob2"
    rows = ["1\tAnn\tB-PER", "2\tLee\tI-PER", "3\tleft\tO", "4\tLeeds\tB-LOC", "5\t.\tO"]
    file.write_text("# newdoc id = d1\n# text = Ann Lee left Leeds.\n" + "\n".join(rows) + "\n\n", "utf-8")
    # when it is read, then its names have the types of the corpus
    [marked] = universal(file)
    assert names(marked) == [("Ann Lee", "PER"), ("Leeds", "LOC")]


def test_an_evaluation_set_is_read(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    text = {"id": "t1", "text": "Ann left.", "entities": [{"start": 0, "end": 3, "type": "person"}]}
    (tmp_path / "data" / "wnut17.jsonl").write_text(json.dumps(text) + "\n", "utf-8")
    assert [names(marked) for marked in evaluation_set(tmp_path, "wnut17")] == [[("Ann", "PER")]]


def test_whom_a_tweet_addresses_is_of_no_known_type(tmp_path: Path) -> None:
    for part in "gf":
        (tmp_path / f"{part}.conll").write_text("@ann\tB-PER\nmet\tO\nBo\tB-PER\n\n", "utf-8")
    assert {pair for marked in tweets(tmp_path) for pair in names(marked)} == {("@ann", "?"), ("Bo", "PER")}


def test_a_people_is_not_a_place_in_an_encyclopaedia(tmp_path: Path) -> None:
    # given an article whose corpus takes a people for a place
    (tmp_path / "data").mkdir()
    article = {
        "sents": [["Two", "Kenyan", "sailors", "left", "Leeds", "."]],
        "vertexSet": [[{"sent_id": 0, "pos": [1, 2], "type": "LOC"}], [{"sent_id": 0, "pos": [4, 5], "type": "LOC"}]],
    }
    for part in ("dev", "test"):
        (tmp_path / "data" / f"{part}_revised.json").write_text(json.dumps([article]), "utf-8")
    # when it is read, then the people is of another type
    assert names(next(encyclopaedia(tmp_path))) == [("Kenyan", "MISC"), ("Leeds", "LOC")]


def test_of_gums_phrases_the_whole_names_count(tmp_path: Path) -> None:
    # given a sentence with a title before a name
    words = [("Mayor", "NP"), ("Ann", "NP"), ("Lee", "NP"), ("left", "VBD"), ("the", "DT"), ("boat", "NN")]
    phrases = ["person[1]", "person[1]", "person[1]", "_", "object[2]", "object[2]"]
    for folder in ("coref/gum/tsv", "xml"):
        (tmp_path / folder).mkdir(parents=True)
    rows = [
        f"1-{n}\t0-1\t{word}\t{phrase}" for n, ((word, _), phrase) in enumerate(zip(words, phrases, strict=True), 1)
    ]
    (tmp_path / "coref/gum/tsv/GUM_news_a.tsv").write_text("#Text=x\n" + "\n".join(rows) + "\n", "utf-8")
    (tmp_path / "xml/GUM_news_a.xml").write_text("\n".join(f"{word}\t{tag}" for word, tag in words) + "\n", "utf-8")
    # when it is read, then the name begins behind the title
    [marked] = gum(tmp_path)
    assert ("Ann Lee", "PER") in names(marked)
    assert ("Mayor", "?") in names(marked)
    assert not any("boat" in name for name, _ in names(marked))


def test_a_folder_that_nobody_named_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CORPORA", raising=False)
    with pytest.raises(SystemExit, match="CORPORA=FOLDER"):
        folder_of("CORPORA")
