"""What is annotated. Apart from the rest, since the command line names it without loading the model's library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """An article's text: nothing but these three decides the annotation."""

    id: str
    title: str
    body: str
