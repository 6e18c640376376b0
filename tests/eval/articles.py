"""Invented articles in the habits of forty outlets, and how the annotator does on them.

``python -m tests.eval.articles`` prints the table; ``--export DIR`` writes both halves as data of ``evaluate.py``.
``articles/dev`` may be read while the annotator is worked on. ``articles/unseen`` may not: nobody looks at its single
errors, so that its figures keep saying what the annotator does with an outlet that it has never met.

A file is a few lines of header, an empty line, and the article with marks in braces, so that neither can drift from
the other::

    outlet: US wire service
    a: Dale Hutchens
    PER: Dale Hutchens, Hutchens

    “{1"Poles lie everywhere,}” said {1,2@a Hutchens}. {2@a He} denied that {2- it was “{"a mess}”} on “{!Ice Monday}.”

``{1 …}`` is a piece of the content 1, ``{1"…}`` one that stands in quotation marks as a whole, ``{"…}`` a quoted piece
of the content around it. ``{1@a …}`` is where the speaker of 1 is mentioned, and ``a`` who that is (none where no name
is known). ``-?~+`` behind a number: denied, asked, would be said, will be said; ``_``: said by nobody that is named.
``{!…}`` stands in marks and is no quote. The lists of names in the header are the types of these names, wherever they
stand.

What was marked: every clear report of speech, writing or thought whose source is told, or
passed over (*was told that*). A content leaves out *that*, has the object of *called X “…”* and *urged X to …*, and
is one where one cue attributes it, over sentences and paragraphs, too. The words are the innermost source's.
Within a quotation nothing is marked.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from services.nlp.annotator import Annotator, load
from services.nlp.text import Text
from shared.models.annotations import Annotation, Modality
from shared.models.values import Span
from tests.eval.scores import Attributed, Scores, score

FOLDER = Path(__file__).with_name("articles")
HALVES = ("dev", "unseen")
TYPES = ("PER", "ORG", "LOC")
MODALITIES: dict[str, Modality] = {"-": "denied", "?": "asked", "~": "conditional", "+": "future"}
_BRACE = re.compile(
    r"\{(?:(?P<content>\d+)(?P<flags>[-?~+_]*)(?P<quoted>[ \"])"
    r"|(?P<said>\d+(?:,\d+)*)@(?P<who>\w*) "
    r"|(?P<other>[!\"]))|\}"
)
_DOUBLE_MARK = re.compile(r"[“”\"«»„]|``|''")


class Misannotated(ValueError):
    """A file that contradicts itself. The message says which, and where."""


@dataclass(slots=True)
class Content:
    """What somebody is reported to say, write or think."""

    spans: list[Span] = field(default_factory=list)
    quoted: list[Span] = field(default_factory=list)
    """The pieces in quotation marks, the marks left out."""
    modality: Modality = "stated"
    nobodys: bool = False
    mention: Span | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """An invented article and all that a reader marked in it."""

    name: str
    outlet: str
    text: str
    contents: list[Content]
    not_quoted: list[Span]
    entities: list[tuple[Span, str]] | None
    """None where the entities were not marked."""

    def attributed(self, content: Content, spans: list[Span]) -> Attributed:
        mention = self.text[slice(*content.mention)] if content.mention else None
        return Attributed(spans, mention, content.name, content.modality)

    def quotes(self) -> list[Attributed]:
        """Each quoted piece with its speaker."""
        return sorted((self.attributed(c, [q]) for c in self.contents for q in c.quoted), key=lambda a: a.spans)

    def whole(self) -> list[Attributed]:
        return [self.attributed(c, c.spans) for c in self.contents]


def read(path: Path) -> Article:
    """Raises Misannotated where the file contradicts itself."""
    header, _, marked = path.read_text("utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in header.splitlines())
    try:
        text, contents, not_quoted = _parsed(marked.rstrip("\n"), said)
        _all_marks_are_told_apart(text, not_quoted + [q for c in contents for q in c.quoted])
        names = {name: type_ for type_ in TYPES for name in said.get(type_, "").split(", ") if name}
        entities = _entities(text, names) if names else None
    except Misannotated as e:
        raise Misannotated(f"{path.parent.name}/{path.name}: {e}") from None
    return Article(path.stem, said["outlet"], text, contents, not_quoted, entities)


def _parsed(marked: str, said: dict[str, str]) -> tuple[str, list[Content], list[Span]]:
    text = ""
    contents: dict[int, Content] = {}
    not_quoted: list[Span] = []
    mentioned: set[int] = set()
    open_: list[tuple[re.Match[str], int]] = []
    at = 0
    for brace in _BRACE.finditer(marked):
        text += marked[at : brace.start()]
        at = brace.end()
        if brace.group() != "}":
            open_.append((brace, len(text)))
            continue
        if not open_:
            raise Misannotated(f"nothing is open before {marked[at : at + 40]!r}")
        tag, start = open_.pop()
        span = (start, len(text))
        if not text[start:].strip():
            raise Misannotated(f"nothing is in braces before {marked[at : at + 40]!r}")
        if tag["content"]:
            content = contents.setdefault(int(tag["content"]), Content())
            content.spans.append(span)
            content.quoted += [span] if tag["quoted"] == '"' else []
            content.nobodys |= "_" in tag["flags"]
            content.modality = next((m for flag, m in MODALITIES.items() if flag in tag["flags"]), content.modality)
        elif tag["said"]:
            for number in map(int, tag["said"].split(",")):
                content = contents.setdefault(number, Content())
                if content.mention:
                    raise Misannotated(f"{number} is said twice")
                content.mention, content.name = span, said[tag["who"]] if tag["who"] else None
                mentioned.add(number)
        elif tag["other"] == "!":
            not_quoted.append(span)
        else:
            around = next((int(t["content"]) for t, _ in reversed(open_) if t["content"]), None)
            if around is None:
                raise Misannotated(f"a quoted piece stands in no content: {text[start:]!r}")
            contents.setdefault(around, Content()).quoted.append(span)
    text += marked[at:]
    if open_:
        raise Misannotated(f"never closed: {text[open_[-1][1] :][:40]!r}")
    if "{" in text:
        raise Misannotated(f"no such mark: {text[text.index('{') :][:40]!r}")
    for number, content in contents.items():
        if not content.spans:
            raise Misannotated(f"{number} has a speaker and no content")
        if content.nobodys == (number in mentioned):
            raise Misannotated(f"{number} needs a mention of its speaker, or _, and not both")
        content.spans.sort()
        content.quoted.sort()
    return text, [contents[n] for n in sorted(contents)], sorted(not_quoted)


def _all_marks_are_told_apart(text: str, marked: list[Span]) -> None:
    """Every double mark bounds a piece, or stands within one: none was forgotten."""
    for mark in _DOUBLE_MARK.finditer(text):
        if not any(start - 2 <= mark.start() < end + 2 for start, end in marked):
            raise Misannotated(f"quote or none? {text[mark.start() : mark.start() + 40]!r}")


def _entities(text: str, names: dict[str, str]) -> list[tuple[Span, str]]:
    """Wherever a name of the list stands, the longest first."""
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    found = [((m.start(), m.end()), names[m.group()]) for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text)]
    missing = set(names) - {text[a:b] for (a, b), _ in found}
    if missing:
        raise Misannotated(f"does not stand in the text: {sorted(missing)}")
    return found


def half(name: str) -> list[Article]:
    return [read(path) for path in sorted((FOLDER / name).glob("*.txt"))]


def annotated(annotator: Annotator, articles: list[Article]) -> list[Annotation]:
    return annotator.annotate([Text(a.name, "", a.text) for a in articles])


def scored(articles: list[Article], annotations: list[Annotation]) -> Scores:
    total = Scores()
    for article, annotation in zip(articles, annotations, strict=True):
        total += score(
            article.text, article.quotes(), article.whole(), article.not_quoted, article.entities, annotation
        )
    return total


def export(folder: Path, articles: list[Article]) -> None:
    """The same as data of ``evaluate.py``, under the names of the sets that it scores alike."""
    folder.mkdir(parents=True, exist_ok=True)

    def write(name: str, rows: list[dict[str, object]]) -> None:
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")

    def quotes(article: Article, attributed: list[Attributed]) -> dict[str, object]:
        rows = [
            {
                "start": a.spans[0][0], "end": a.spans[-1][1], "parts": a.spans,
                "speaker": a.mention, "speaker_name": a.name,
            }
            for a in attributed
        ]  # fmt: skip
        if all(len(a.spans) == 1 for a in attributed):
            for row in rows:
                del row["parts"]
        return {"id": article.name, "text": article.text, "quotes": rows}

    write("outlets", [quotes(a, a.quotes()) for a in articles])
    write("outlets_content", [quotes(a, a.whole()) for a in articles])
    write("outlets_entities", [
        {"id": a.name, "text": a.text, "entities": [{"start": s, "end": e, "type": t} for (s, e), t in a.entities]}
        for a in articles if a.entities is not None
    ])  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--export", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    if arguments.export:
        for name in HALVES:
            export(arguments.export / name, half(name))
        return
    annotator = load()
    print(Scores.HEADER)
    for name in HALVES:
        articles = half(name)
        print(scored(articles, annotated(annotator, articles)).row(name))


if __name__ == "__main__":
    main()
