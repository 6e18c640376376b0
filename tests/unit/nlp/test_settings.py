"""The NLP worker's own setting."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from services.nlp.settings import Settings


def test_the_batch_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_ANNOTATE_BATCH", "3")
    assert Settings().annotate_batch == 3


def test_a_batch_of_no_articles_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_ANNOTATE_BATCH", "0")
    with pytest.raises(ValidationError, match=r"(?i)annotate_batch"):
        Settings()
