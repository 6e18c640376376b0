"""The NLP worker's settings."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from services.nlp.settings import Settings


def test_a_batch_holds_one_article_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_ANNOTATE_BATCH", "0")
    with pytest.raises(ValidationError):
        Settings()


def test_the_batch_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTEWIRE_ANNOTATE_BATCH", "3")
    assert Settings().annotate_batch == 3
