"""Signatures of pushed articles agree with the reference implementation of Standard Webhooks."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from standardwebhooks import Webhook

from services.ingest.settings import Settings
from services.ingest.signatures import check_signature, read_secret
from shared import errors

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
OTHER = "whsec_" + base64.b64encode(b"o" * 32).decode()
NOW = 1_790_000_000


def signed(body: str, secret: str = SECRET, id: str = "msg_1", timestamp: int = NOW) -> dict[str, str]:
    return {
        "webhook-id": id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": Webhook(secret).sign(id, datetime.fromtimestamp(timestamp, UTC), body),
    }


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text("abc_0", min_size=1))
def test_whatever_the_reference_signs_is_valid(body: str, id: str) -> None:
    check_signature(signed(body, id=id), body.encode(), [read_secret(SECRET)], NOW + 10)


def test_a_secret_may_be_replaced_by_another_on_either_side() -> None:
    both = signed("b") | {
        "webhook-signature": f"{signed('b', OTHER)['webhook-signature']} {signed('b')['webhook-signature']}"
    }

    check_signature(both, b"b", [read_secret(SECRET)], NOW)
    check_signature(signed("b", OTHER), b"b", [read_secret(SECRET), read_secret(OTHER)], NOW)


BAD = {
    "no signature": ({"webhook-signature": ""}, b"b"),
    "no id": ({"webhook-id": ""}, b"b"),
    "another id": ({"webhook-id": "msg_2"}, b"b"),
    "another body": ({}, b"B"),
    "another time": ({"webhook-timestamp": str(NOW + 1)}, b"b"),
    "a time that is not a number": ({"webhook-timestamp": "soon"}, b"b"),
    "a time of other digits": ({"webhook-timestamp": "١٢"}, b"b"),
    "a time of a thousand digits": ({"webhook-timestamp": "1" * 1_000}, b"b"),
    "another secret": (signed("b", OTHER), b"b"),
    "a signature of another version": ({"webhook-signature": "v2,abc"}, b"b"),
    "a signature that is not ASCII": ({"webhook-signature": "v1,ł"}, b"b"),
}


@pytest.mark.parametrize(("headers", "body"), BAD.values(), ids=BAD.keys())
def test_anything_else_is_refused(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(errors.InvalidSignature):
        check_signature(signed("b") | headers, body, [read_secret(SECRET)], NOW)


@pytest.mark.parametrize("late", [-301, 301])
def test_a_message_of_another_time_is_refused(late: int) -> None:
    with pytest.raises(errors.InvalidSignature, match="set the clock"):
        check_signature(signed("b"), b"b", [read_secret(SECRET)], NOW + late)


@pytest.mark.parametrize("secret", ["whsec_short", "whsec_" + base64.b64encode(b"x").decode(), "whsec_ł", "nonsense!"])
def test_a_secret_that_cannot_be_one_is_told_at_the_start(secret: str) -> None:
    with pytest.raises(ValidationError, match="base64"):
        Settings(push_secrets=secret)
