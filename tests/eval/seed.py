"""The seed article, what is quoted in it by whom, and five perturbations of both, made by code.

A perturbation changes what a reader would not mind: names, genders, marks, the order of what is reported, cues. Rules
that know the language get all of them right; rules that know the seed do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SEED = Path(__file__).parents[2] / "seeds" / "000_bc723ca8ca3f09b7.txt"

MILANI, GERANMAYEH, SUCHKOV = "Mohsen Milani", "Ellie Geranmayeh", "Maxim A. Suchkov"


@dataclass(frozen=True, slots=True)
class Case:
    """A text, and each quoted piece of it with the full name of who said it, in order."""

    name: str
    text: str
    quoted: tuple[tuple[str, str], ...]
    not_quoted: tuple[str, ...]
    """What stands in quotation marks and is nobody's speech."""


def seed() -> Case:
    """The article as it is. The pieces are named by their first words, as a reader marked them."""
    text = SEED.read_bytes().decode("utf-8")
    starts = (
        ("The visit shows", MILANI), ("playing a key role", MILANI), ("Since the Russians", GERANMAYEH),
        ("If you look at Syria", GERANMAYEH), ("and pushed their", GERANMAYEH), ("Rouhani is trying", MILANI),
        ("There’s a big concern", SUCHKOV), ("Rouhani may need", SUCHKOV), ("or share sensitive", SUCHKOV),
        ("even entertain", GERANMAYEH), ("Russia legitimately", GERANMAYEH), ("Iran won’t", GERANMAYEH),
        ("it would be possible", MILANI), ("You would have", MILANI), ("but the relationship between", MILANI),
    )  # fmt: skip
    pieces: list[str] = re.findall("“([^”]*)”", text)
    quoted = tuple((next(p for p in pieces if p.startswith(start)), name) for start, name in starts)
    rest = tuple(p for p in pieces if p not in dict(quoted))
    return Case("as it is", text, quoted, rest)


def _replaced(case: Case, name: str, replacements: dict[str, str], speakers: dict[str, str]) -> Case:
    pattern = re.compile("|".join(re.escape(old) for old in sorted(replacements, key=len, reverse=True)))

    def replace(text: str) -> str:
        return pattern.sub(lambda match: replacements[match.group()], text)

    quoted = tuple((replace(piece), speakers.get(who, who)) for piece, who in case.quoted)
    return Case(name, replace(case.text), quoted, tuple(map(replace, case.not_quoted)))


def other_names(case: Case) -> Case:
    """Everybody is called otherwise."""
    return _replaced(
        case, "other names",
        {
            "Mohsen Milani": "Tariq Benhaddou", "Milani": "Benhaddou",
            "Ellie Geranmayeh": "Ingrid Solberg", "Geranmayeh": "Solberg",
            "Maxim A. Suchkov": "Pavel D. Orlov", "Suchkov": "Orlov",
            "Hassan Rouhani": "Karim Daneshvar", "Rouhani": "Daneshvar",
        },
        {MILANI: "Tariq Benhaddou", GERANMAYEH: "Ingrid Solberg", SUCHKOV: "Pavel D. Orlov"},
    )  # fmt: skip


def other_genders(case: Case) -> Case:
    """The women are men and the men are women."""
    return _replaced(
        case, "other genders",
        {
            "Mohsen Milani": "Laura Whitfield", "Milani": "Whitfield", "” he said": "” she said",
            "Ellie Geranmayeh": "James Calloway", "Geranmayeh": "Calloway", "” she said": "” he said",
            "Maxim A. Suchkov": "Natalia Suchkova", "Suchkov": "Suchkova",
        },
        {MILANI: "Laura Whitfield", GERANMAYEH: "James Calloway", SUCHKOV: "Natalia Suchkova"},
    )  # fmt: skip


def straight_marks(case: Case) -> Case:
    """Typed on a plain keyboard."""
    return _replaced(case, "straight marks", {"“": '"', "”": '"', "’": "'", "‘": "'"}, {})


def reordered(case: Case) -> Case:
    """What Suchkov says comes before what the others say; nobody's surname before the full name."""
    paragraphs = case.text.split("\n\n")
    begin = next(i for i, p in enumerate(paragraphs) if p.startswith("“There’s a big concern"))
    end = next(i for i, p in enumerate(paragraphs) if p.startswith("But Geranmayeh said"))
    to = next(i for i, p in enumerate(paragraphs) if p.startswith("“The visit shows"))
    moved = paragraphs[:to] + paragraphs[begin:end] + paragraphs[to:begin] + paragraphs[end:]
    text = "\n\n".join(moved)
    return Case("reordered", text, tuple(sorted(case.quoted, key=lambda q: text.index(q[0]))), case.not_quoted)


def other_cues(case: Case) -> Case:
    """Said is not said."""
    return _replaced(
        case, "other cues",
        {
            "said Mohsen Milani": "explained Mohsen Milani", "said Milani": "argued Milani",
            "said Ellie Geranmayeh": "noted Ellie Geranmayeh", "said Geranmayeh": "added Geranmayeh",
            "Milani said": "Milani observed", "said Maxim": "remarked Maxim", "Suchkov said": "Suchkov warned",
            "But Geranmayeh said": "But Geranmayeh cautioned", "” she said": "” she continued",
            "” he said": "” he quipped",
        },
        {},
    )  # fmt: skip


PERTURBATIONS: tuple[Callable[[Case], Case], ...] = (
    other_names, other_genders, straight_marks, reordered, other_cues,
)  # fmt: skip
