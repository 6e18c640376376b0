"""Texts of the golden set: from ``texts/*.txt``, and made up here where they are long or their blanks matter.

A file is a group. A line ``== name`` begins a text, ``== name | Title`` one with a title; its body goes on until the
next such line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from services.nlp.annotator import PIECE_CHARS
from services.nlp.text import Text

FOLDER = Path(__file__).parent / "texts"

_HEAD = re.compile(r"^== (?P<name>[a-z0-9-]+)(?: \| (?P<title>.+))?\n", re.MULTILINE)
_FILLER = (
    "The rain went on over the harbour all morning, and the boats stayed where they were.",
    "A few gulls stood on the roof of the fish market and waited for the wind to drop.",
    "The tide came in slowly, turned a little after noon and went out again.",
    "Nothing else moved on the quay but a dog and a loose sheet of paper.",
)


def golden_texts() -> list[Text]:
    """Return all texts, ids ``group/name``, in the order of files and lines."""
    stored = (text for path in sorted(FOLDER.glob("*.txt")) for text in read(path.stem, path.read_text("utf-8")))
    return [*stored, *_blanks(), *_signed(), *_long()]


def read(group: str, content: str) -> Iterator[Text]:
    """Yield the texts of one file.

    Raises ValueError where something stands before the first head.
    """
    heads = list(_HEAD.finditer(content))
    if content[: heads[0].start() if heads else None].strip():
        raise ValueError(f"{group}.txt: a text begins with a line such as == name | Title")
    ends = [*(head.start() for head in heads[1:]), len(content)]
    for head, end in zip(heads, ends, strict=True):
        yield Text(f"{group}/{head['name']}", head["title"] or "", content[head.end() : end].strip("\n"))


def filler(chars: int, between: str = " ") -> str:
    """Return sentences without a name or a quote, at least so many characters of them."""
    sentences: list[str] = []
    while sum(map(len, sentences)) + len(sentences) < chars:
        sentences.append(_FILLER[len(sentences) % len(_FILLER)])
    return between.join(sentences)


def _blanks() -> Iterator[Text]:
    """Texts with blanks at the ends of lines, which editors take away."""
    yield Text("blanks/before-lines", "", "“It was old,” said Ida Crane.   \n   \n   “It fell,” she said.")
    yield Text("blanks/around-a-line", "", "The road was closed for a \n week. It rained on Monday \n morning.")
    yield Text("blanks/company", "", " \n Ltd. sold the boat.")
    yield Text("blanks/figures", "", "It rained.\n \n 3 May 2021 was dry. It rained on\n \n Monday.")
    yield Text("blanks/carriage-returns", "", "“It was old,”\r\nsaid Ida Crane.\r\n\r\n“It fell,” she said.")
    yield Text("blanks/nothing", " ", " \n\t\n ")


def _signed() -> Iterator[Text]:
    """Pieces with an author, and in another language."""
    body = "I said that the harbour would silt up. “Nobody listened,” Bo Nyberg told me. They said it would not."
    yield Text("signed/by-one", "", body, authors=("By Ida Crane",))
    yield Text("signed/named", "", f"{body} Ida Crane is a pilot.", authors=("Ida Crane",))
    yield Text("signed/by-two", "", body, authors=("Ida Crane", "Bo Nyberg"))
    yield Text("signed/by-a-desk", "", body, authors=("Harbour Staff",))
    yield Text("signed/in-another-language", "", "„Es ist spät“, sagte Ida Crane.", "de")


def _long() -> Iterator[Text]:
    """Texts of more than one piece, sentences that do not end, crowds: too long to be stored."""
    opening = "Marit Oyelaran, the harbour master, spoke on Monday. “The pier is closed,” she said."
    ending = "“We open it again in May,” Oyelaran said. She added that the work was nearly done."
    whole = PIECE_CHARS + 2_000
    yield Text("long/lines", "A long report", f"{opening}\n\n{filler(whole, chr(10))}\n\n{ending}")
    yield Text("long/no-blanks", "", f"{opening}\n\n{'x' * (2 * PIECE_CHARS + 50)} {ending}")
    yield Text("long/quote-over-pieces", "", f"{opening}\n\n“{filler(whole)}” said Oyelaran.")
    address = "https://example.invalid/" + "quay-" * 40
    yield Text("long/address", "", f"Oyelaran wrote on {address} that the pier was safe. “It is,” she said.")
    clauses = " and ".join(f"boat {number} lay at berth {number}" for number in range(60))
    yield Text("long/clause", "", f"Marit Oyelaran said that {clauses}.")
    owners = " ".join(f"the pilots' boat, the clerks' desk and the cooks' tables at berth {n}" for n in range(12))
    yield Text("long/apostrophes", "", f"‘It is late,’ she said. ‘Very late,’ she added. ‘We saw {owners}")
    names = (
        "Ada",
        "Boris",
        "Clara",
        "David",
        "Emma",
        "Frank",
        "Grace",
        "Henry",
        "Irene",
        "Jacob",
        "Karen",
        "Louis",
        "Mary",
    )
    family = ", ".join(f"{name} Thistlewood" for name in names)
    yield Text("long/family", "", f"The guests were {family} and Nora Thistlewood. “A full house,” Thistlewood said.")
    crowd = " ".join(f"Then {name} Birchall came, and {name} Ashdown went." for name in names)
    yield Text("long/crowd", "", f"{crowd} “Enough,” he said. “Enough,” she said.")
    verbs = "wanted to try to begin to start to help to plan to hope to learn to promise to say"
    yield Text("long/chain", "", f"Oyelaran {verbs} that the pier was safe.")
    marks = " ".join(f"“Berth {n},” said Oyelaran, “is free.”" for n in range(25))
    yield Text("long/many-quotes", "", f"{opening} {marks}")
