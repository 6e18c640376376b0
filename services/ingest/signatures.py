"""Signatures of pushed articles, after Standard Webhooks (https://www.standardwebhooks.com).

The sender signs ``id.timestamp.body`` with a secret that both know: HMAC-SHA256, in base64, behind ``v1,``. The
timestamp is a part of it, so that an old message cannot be sent again by somebody who overheard it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence

from shared import errors

TOLERANCE_SECONDS = 300
"""By which the sender's clock may differ from ours, and how long a message may be on its way; the reference
implementations have five minutes, too."""

MAX_SIGNATURES = 20
"""Signatures in one header: a sender has one for each secret while it changes them, which is two."""

PREFIX = "whsec_"


def read_secret(text: str) -> bytes:
    """Return the key of a secret, base64 behind an optional ``whsec_``. Raises ValueError if it is not that."""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("should be base64 behind whsec_") from None
    if not 24 <= len(key) <= 64:
        raise ValueError(f"should be base64 of 24 to 64 bytes; these are {len(key)}")
    return key


def check_signature(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes], now: float | None = None
) -> None:
    """Return if the body was signed with one of the ``secrets`` a moment ago. Raises InvalidSignature otherwise."""
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = headers.get("webhook-signature", "").split(" ")[:MAX_SIGNATURES]
    if not id or not timestamp or not any(signatures):
        raise errors.InvalidSignature(
            "A pushed article has to be signed: send the headers webhook-id, webhook-timestamp and webhook-signature."
        )
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise errors.InvalidSignature("The header webhook-timestamp has to be in whole seconds since 1970.")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        raise errors.InvalidSignature(
            f"The header webhook-timestamp is more than {TOLERANCE_SECONDS} s off; sign each try anew, set the clock."
        )
    signed = f"{id}.{timestamp}.".encode() + body
    expected = [b"v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)) for secret in secrets]
    given = [signature.encode("utf-8", "surrogateescape") for signature in signatures]
    if not any(hmac.compare_digest(one, other) for one in expected for other in given):
        raise errors.InvalidSignature(
            "The signature is not one of this body with our secret; sign the bytes as they are sent."
        )
