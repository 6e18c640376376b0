"""``quotewire annotate``, as a person or a script runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import typer

from services.nlp.annotator import Annotator
from services.nlp.cli import annotate
from services.nlp.text import Text

ROOT = Path(__file__).parents[3]
ARTICLES = [
    {"id": "a1", "title": "Late again", "body": "“The bridge will be late,” said Corinne Ashgrove."},
    {"id": "a2", "text": "Tobias Wrenfield said that the ferry was too slow."},
]


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.nlp.cli", *arguments],
        input=stdin, capture_output=True, text=True, timeout=120, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


def lines(articles: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles)


def test_a_file_is_annotated_line_by_line_as_the_api_would(tmp_path: Path, annotator: Annotator) -> None:
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines(ARTICLES), "utf-8")
    done = run(str(source), "--output", str(output), "--figures")
    assert (done.returncode, done.stdout) == (0, "")
    answers = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    texts = [Text(a["id"], a.get("title", ""), a.get("body") or a["text"]) for a in ARTICLES]
    for answer, text, annotation in zip(answers, texts, annotator.annotate(texts), strict=True):
        dumped = annotation.model_dump(mode="json")
        assert answer["id"] == text.id
        assert answer["annotator"] == annotation.annotator.version
        assert answer["quotes"] == dumped["quotes"]
        assert answer["names"] == dumped["entities"]
        assert answer["entities"] == [m for m in dumped["mentions"] if m["field"] == "body"]


def test_it_reads_stdin_and_writes_stdout() -> None:
    done = run(stdin=lines(ARTICLES) + "\n")
    assert done.returncode == 0
    assert [json.loads(line)["id"] for line in io.StringIO(done.stdout)] == ["a1", "a2"]


def test_figures_are_left_out_unless_asked_for() -> None:
    piece = {"id": "a1", "text": "“It took two years,” said Ann Lee."}
    names, whole = (json.loads(run(*options, stdin=lines([piece])).stdout) for options in ([], ["--figures"]))

    assert [name["id"] for name in names["names"]] == ["person:ann-lee"]
    assert {name["id"] for name in whole["names"]} == {"person:ann-lee", "date:two-years"}
    assert (names["quotes"][0]["mentions"], whole["quotes"][0]["mentions"]) == ([], ["date:two-years"])


def test_language_and_authors_count_as_where_they_are_posted() -> None:
    piece = {"id": "a1", "text": "I said that the ferry was late.", "authors": ["Ann Lee"]}
    signed, other = map(json.loads, run(stdin=lines([piece, piece | {"language": "de"}])).stdout.splitlines())
    assert signed["quotes"][0]["speaker"]["name"] == "Ann Lee"
    assert (other["quotes"], "language is de" in other["partial"]) == ([], True)


def test_several_workers_give_the_same_lines_in_the_same_order() -> None:
    many = [{"id": str(n), "text": f"“We have {n} boats,” said Corinne Ashgrove."} for n in range(40)]
    assert run("--workers", "2", stdin=lines(many)).stdout == run(stdin=lines(many)).stdout


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2 is not JSON"),
        ("[" * 100_000, "line 2 is not JSON"),
        ("[]", "line 2 is not a JSON object"),
        ('{"id": "x"}', 'line 2 needs either "text" or "body"'),
        ('{"id": 1, "text": "x"}', "line 2 needs a string as 'id'"),
        ('{"id": "x", "text": null}', "line 2 needs a string as 'body'"),
        ('{"id": "x", "txt": "x"}', "line 2 has the unknown field 'txt'"),
        ('{"id": "x", "text": "\\ud800"}', "line 2 holds a lone surrogate in 'body'"),
        ('{"id": "x", "text": "x", "authors": "Ann Lee"}', "line 2 needs a list of strings as 'authors'"),
        ('{"id": "x", "text": "x", "authors": [1]}', "line 2 needs a string as 'authors'"),
        ('{"id": "x", "text": "x", "language": 1}', "line 2 needs a string as 'language'"),
        (json.dumps({"id": "x", "text": "x" * 1_000_001}), "line 2 has a body of more than 1,000,000 characters"),
    ],
)
def test_a_bad_line_is_named_in_one_line(line: str, message: str) -> None:
    done = run(stdin=lines(ARTICLES[:1]) + line + "\n")
    assert done.returncode == 2
    assert done.stderr == f"quotewire annotate: {message}\n"


def test_a_missing_file_is_named_in_one_line() -> None:
    done = run("nowhere.jsonl")
    assert done.returncode == 2
    assert done.stderr == "quotewire annotate: nowhere.jsonl: No such file or directory\n"


def test_what_is_not_utf_8_is_named_in_one_line(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "x", "text": "\xff"}\n')
    done = run(str(source))
    assert done.returncode == 2
    assert done.stderr.startswith(f"quotewire annotate: {source} is not UTF-8")
    assert done.stderr.count("\n") == 1


def test_output_equal_to_input_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(lines(ARTICLES), "utf-8")
    done = run(str(source), "--output", str(source))
    assert done.returncode == 2
    assert source.read_text("utf-8") == lines(ARTICLES)


def test_bad_texts_are_annotated_one_line_each() -> None:
    bodies = [
        "", "x", "“", " \n", "“" * 10_000, "a" * 30_000, "“NO,” SAID ANN LEE", "👩\u200d👧“no”\u202e",
        "\x00“No,”\x1b[0m said Ann.", "“No,”\u2028said\u2029Ann\x85Lee.",
    ]  # fmt: skip
    done = run(stdin=lines([{"id": str(n), "text": body} for n, body in enumerate(bodies)]))
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["id"] for a in answers] == [str(n) for n in range(len(bodies))]
    for body, answer in zip(bodies, answers, strict=True):
        assert all(body[m["start"] : m["end"]] == m["text"] for m in answer["entities"])
        assert all(body[a:b] for quote in answer["quotes"] for a, b in quote["spans"])


def test_a_bad_line_leaves_with_status_2(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a1"}\n', "utf-8")
    with pytest.raises(typer.Exit) as left:
        annotate(source, tmp_path / "out.jsonl", workers=1)
    assert left.value.exit_code == 2


def test_the_command_is_imported_without_the_library_of_the_model() -> None:
    code = "import sys, services.nlp.cli; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.stdout == "False\n"
