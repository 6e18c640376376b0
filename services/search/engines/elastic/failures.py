"""Elasticsearch's failures as our own errors, so that the exception's type stays the policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import ApiError, TransportError

from shared.errors import CursorExpired, QuotewireError, Rejected, Unavailable

_THE_DOCUMENT_IS_BAD = frozenset({400, 413})
_TRY_AGAIN = frozenset({401, 403, 404, 408, 429})
"""Beside every 5xx: what an operator mends (a key, a full disk's write block, an index that is gone) or time does."""


@contextmanager
def elasticsearch_errors(*, in_snapshot: bool = False) -> Iterator[None]:
    """Raise Unavailable or CursorExpired for what Elasticsearch answers in the body of this ``with``.

    ``in_snapshot``: a point in time is asked, whose index may have been replaced and deleted since.
    """
    try:
        yield
    except TransportError as error:
        raise away(error) from error
    except ApiError as error:
        if "search_context_missing" in str(error.body) or (in_snapshot and error.status_code == 404):
            raise CursorExpired("This cursor has expired; send the query again without it.") from error
        failure = of_status(error.status_code, str(error))
        if isinstance(failure, Rejected):
            raise  # we asked for something that cannot be asked: a fault of ours, no policy helps
        raise failure from error


def away(error: TransportError) -> Unavailable:
    """Return the error for no answer at all."""
    return Unavailable(f"Elasticsearch does not answer: {error.message}")


def of_status(status: int, reason: str) -> QuotewireError:
    """Return the error that a failed document, or request, means for the article it carries."""
    if status in _THE_DOCUMENT_IS_BAD:
        return Rejected(f"Elasticsearch refuses the document: {reason}")
    if status in _TRY_AGAIN or status >= 500:
        return Unavailable(f"Elasticsearch cannot do it now ({status}): {reason}")
    return Rejected(f"Elasticsearch answers {status}: {reason}")
