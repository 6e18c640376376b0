"""Contents on their way: each step makes a new one, none changes one."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from services.nlp.quotes.contents import Attributed, Content, NamedSpeaker
from services.nlp.speakers.coreference import Referent

CONTENT = Content(((0, 5),), (), 7, 8, 0.9)


def test_a_content_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CONTENT.speaker = 1  # type: ignore[misc]


def test_a_content_is_attributed_as_stated_until_it_is_judged() -> None:
    speaker = NamedSpeaker(Referent(0, "name"), "Ann Lee", (6, 8))
    attributed = Attributed(CONTENT, speaker, (), "body", CONTENT.spans, CONTENT.verbatim)
    assert attributed.modality == "stated"
    assert replace(attributed, modality="denied").content is attributed.content


def test_equal_contents_are_one() -> None:
    assert len({CONTENT, Content(((0, 5),), (), 7, 8, 0.9)}) == 1
