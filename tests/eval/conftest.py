"""One annotator for all tests of this folder: loading it takes a second."""

from __future__ import annotations

import pytest

from services.nlp.annotator import Annotator, load


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return load()
