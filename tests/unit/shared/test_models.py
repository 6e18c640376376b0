"""What fields are turned into, or refused for, when they are validated."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from shared.models.annotations import Candidate
from shared.models.articles import Article


def article(**fields: object) -> Article:
    return Article.model_validate({"title": "t", "body": "b"} | fields)


ADDRESSES = {
    "https://ann:s3cret@courier.example/1?a=b#c": "https://courier.example/1?a=b#c",
    "https://ann@courier.example:8443/1": "https://courier.example:8443/1",
    "https://ann@home:s3cret@courier.example/1": "https://courier.example/1",
    "https://courier.example/@ann?mail=ann@courier.example": "https://courier.example/@ann?mail=ann@courier.example",
    "https://courier.example/?": "https://courier.example/?",
}


@pytest.mark.parametrize(("posted", "kept"), ADDRESSES.items())
def test_a_user_name_and_password_are_dropped_from_an_address(posted: str, kept: str) -> None:
    assert article(url=posted).url == kept


def test_a_time_is_kept_in_utc() -> None:
    assert article(published_at="2026-03-02T09:00:00+02:00").published_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert article(published_at="2026-03-02").published_at == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"])
def test_a_time_that_no_calendar_holds_in_utc_is_refused(time: str) -> None:
    with pytest.raises(ValidationError, match="before the year 1 or after 9999"):
        article(published_at=time)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_first_and_last_moments_are_taken(time: str) -> None:
    assert article(published_at=time).published_at == datetime.fromisoformat(time)


@pytest.mark.parametrize("confidence", [math.nan, math.inf, -math.inf])
def test_no_confidence_is_a_number_that_json_does_not_have(confidence: float) -> None:
    with pytest.raises(ValidationError):
        Candidate(name="Ada Nordmann", confidence=confidence)
