"""One annotator for all tests of this folder, since loading it takes a second; and texts as its rules read them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.nlp.analysis import Analysis
from services.nlp.annotator import Annotator, SpacyAnnotator, load
from services.nlp.lexicon.verb_lemmas import Verbs
from services.nlp.parse.reading import Reading
from services.nlp.speakers.evidence import Evidence, gather
from services.nlp.text import Text


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return load()


@pytest.fixture(scope="session")
def read(annotator: Annotator) -> Callable[[str], Reading]:
    """Parse a body."""

    def reading_of(body: str) -> Reading:
        assert isinstance(annotator, SpacyAnnotator)
        [reading] = annotator.read([Text("a1", "", body)])
        return reading

    return reading_of


@pytest.fixture(scope="session")
def verbs(annotator: Annotator) -> Verbs:
    assert isinstance(annotator, SpacyAnnotator)
    return annotator.verbs


@pytest.fixture(scope="session")
def evidence_of(read: Callable[[str], Reading], verbs: Verbs) -> Callable[[str], Evidence]:
    """Gather the evidence of a body."""
    return lambda body: gather(read(body), verbs)


@pytest.fixture(scope="session")
def analysis_of(annotator: Annotator, read: Callable[[str], Reading]) -> Callable[[str], Analysis]:
    """Begin the analysis of a body."""
    assert isinstance(annotator, SpacyAnnotator)
    return lambda body: annotator.analysis(read(body))
