"""Text to annotate. A module of its own, since the command line uses it without loading the model's library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """An article's text: these three fields alone decide the annotation."""

    id: str
    title: str
    body: str
