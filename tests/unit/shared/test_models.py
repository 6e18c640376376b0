"""Moments are instants in UTC, or refused by name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from shared.models import Article


def posted_at(text: str) -> datetime | None:
    return Article.model_validate({"title": "Ferry", "body": "It sails.", "published_at": text}).published_at


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"])
def test_a_moment_beyond_the_calendar_in_utc_is_a_wrong_field_and_no_crash(text: str) -> None:
    with pytest.raises(ValidationError, match="years 1 to 9999"):
        posted_at(text)


def test_the_first_and_the_last_moments_of_the_calendar_are_moments() -> None:
    assert posted_at("0001-01-01T00:00:00-02:00") == datetime(1, 1, 1, 2, tzinfo=UTC)
    assert posted_at("9999-12-31T23:59:59+02:00") == datetime(9999, 12, 31, 21, 59, 59, tzinfo=UTC)
