"""``quotewire annotate``: the annotator over a file of articles, without any service."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from services.nlp.settings import Settings
from services.nlp.text import Text
from shared.cleaning.article import clean_body, clean_title
from shared.figures import FIGURES_MEANING, without_figures
from shared.models.annotations import Annotation
from shared.models.articles import MAX_BODY_CHARS

if TYPE_CHECKING:
    from services.nlp.annotator import Annotator

STDIO = Path("-")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = str.maketrans({c: f"\\u{ord(c):04x}" for c in "\x85\u2028\u2029"})
"""Characters that some readers take for the end of a line: escaped, so that an answer is one line to all of them."""


class BadLine(ValueError):
    """A line of the input that is not an article. Its message names the line."""


def annotate(
    source: Annotated[
        Path, typer.Argument(metavar="[IN.jsonl]", help="Articles, one JSON object a line; - is stdin.")
    ] = STDIO,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the annotations go; - is stdout.")] = STDIO,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes. Each holds a model of its own (about 150 MB).")
    ] = 1,
    clean: Annotated[
        bool,
        typer.Option("--clean", help="Clean the texts first, as posted ones are; the answer then has title and body."),
    ] = False,
    figures: Annotated[bool, typer.Option("--figures", help=FIGURES_MEANING)] = False,
) -> None:
    """Annotate articles offline.

    A line is {"id", "body"} with an optional "title", or {"id", "text"}; "language" and "authors" count where they are
    given. The answer has a line for each, in order: {"id", "annotator", "entities", "names", "quotes"}, the quotes as
    the API gives them; where nothing is given as language, "detected_language"; and "partial" (or "not_annotated",
    where it is none that is read), which says why, where something was left out. Dates and numbers are neither
    entities nor names unless --figures is given. Exit status 2: the input or a path is wrong; nothing after the bad
    line is annotated.
    """
    error = Console(stderr=True)
    if source != STDIO and output != STDIO and output.exists() and output.samefile(source):
        _fail(error, f"{output} is the input; write the annotations to another file")
    try:
        with ExitStack() as stack:
            lines = sys.stdin if source == STDIO else stack.enter_context(source.open(encoding="utf-8"))
            sink = sys.stdout if output == STDIO else stack.enter_context(output.open("w", encoding="utf-8"))
            progress = Progress(
                SpinnerColumn(), TextColumn("Annotating"), MofNCompleteColumn(), TimeElapsedColumn(),
                console=error, transient=True, disable=not error.is_terminal,
            )  # fmt: skip
            stack.enter_context(progress)
            total = None if source == STDIO else _count(source)
            task = progress.add_task("annotate", total=total)
            prepared = _texts(lines, _cleaned if clean else _as_given)
            for answer in _answers(prepared, workers, figures=figures, with_text=clean):
                sink.write(answer + "\n")
                progress.advance(task)
    except BadLine as e:
        _fail(error, str(e))
    except UnicodeDecodeError as e:
        _fail(error, f"{source} is not UTF-8: byte {e.start} of a block cannot be read")
    except BrokenPipeError:
        raise typer.Exit(0) from None
    except OSError as e:
        _fail(error, f"{e.filename or source}: {e.strerror or e}")


def _fail(error: Console, message: str) -> None:
    error.print(f"quotewire annotate: {message}", style="red", highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(2)


def _count(source: Path) -> int:
    with source.open("rb") as f:
        return sum(1 for line in f if line.strip())


def _as_given(text: Text) -> Text:
    return text


def _cleaned(text: Text) -> Text:
    title, _ = clean_title(text.title)
    body, _ = clean_body(text.body)
    return replace(text, title=title, body=body)


def _texts(lines: TextIO, prepared: Callable[[Text], Text]) -> Iterator[Text]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield prepared(_text(line))
            except (ValueError, RecursionError) as e:
                reason = "is not JSON" if isinstance(e, json.JSONDecodeError | RecursionError) else str(e)
                raise BadLine(f"line {number} {reason}") from e


def _text(line: str) -> Text:
    article = json.loads(line)
    if not isinstance(article, dict):
        raise ValueError("is not a JSON object")  # what is wrong is the input, not a call
    unknown = sorted(set(article) - {"id", "title", "body", "text", "language", "authors"})
    if unknown:
        raise ValueError(f"has the unknown field {unknown[0]!r}")
    if ("text" in article) == ("body" in article):
        raise ValueError('needs either "text" or "body"')
    body = _string("body", article.get("text", article.get("body")))
    language, authors = article.get("language"), article.get("authors") or []
    if not isinstance(authors, list):
        raise ValueError("needs a list of strings as 'authors'")
    if len(body) > MAX_BODY_CHARS:
        raise ValueError(f"has a body of more than {MAX_BODY_CHARS:,} characters")
    return Text(
        _string("id", article.get("id")),
        _string("title", article.get("title", "")),
        body,
        None if language is None else _string("language", language),
        tuple(_string("authors", name) for name in authors),
    )


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"needs a string as {name!r}")
    if _LONE_SURROGATE.search(value):  # control characters pass: archives hold them, and offsets stay true
        raise ValueError(f"holds a lone surrogate in {name!r}")
    return value


def _answers(texts: Iterable[Text], workers: int, *, figures: bool, with_text: bool) -> Iterator[str]:
    size = Settings().annotate_batch
    annotated = partial(_annotated, figures=figures, with_text=with_text)
    if workers == 1:
        for batch in _batches(texts, size):
            yield from annotated(batch)
        return
    with get_context("spawn").Pool(workers) as pool:
        for answers in pool.imap(annotated, _batches(texts, size)):
            yield from answers


def _batches(texts: Iterable[Text], size: int) -> Iterator[list[Text]]:
    texts = iter(texts)
    while batch := list(islice(texts, size)):
        yield batch


@cache
def _annotator() -> Annotator:
    from services.nlp.annotator import load  # spaCy takes a second to import, and only this command needs it

    return load()


def _annotated(batch: list[Text], *, figures: bool, with_text: bool) -> list[str]:
    annotations = _annotator().annotate(batch)
    if not figures:
        annotations = [without_figures(annotation) for annotation in annotations]
    lines = (_line(text, made, with_text=with_text) for text, made in zip(batch, annotations, strict=True))
    return [json.dumps(line, ensure_ascii=False).translate(_LINE_ENDS) for line in lines]


def _line(text: Text, annotation: Annotation, *, with_text: bool) -> dict[str, object]:
    dumped = annotation.model_dump(mode="json")
    line = {
        "id": text.id,
        **({"title": text.title, "body": text.body} if with_text else {}),
        "annotator": annotation.annotator.version,
        "entities": [m for m in dumped["mentions"] if m["field"] == "body"],
        "names": dumped["entities"],
        "quotes": dumped["quotes"],
    }
    reasons = ("partial", "detected_language", "not_annotated")
    return line | {name: dumped[name] for name in reasons if dumped[name] is not None}


if __name__ == "__main__":
    typer.run(annotate)
