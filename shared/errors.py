"""Tree of errors. Each knows its problem+json form; the delivery reads its policy off the type.

::

    QuotewireError
    ├── Refused (400)               the client has to change something
    │   ├── Malformed (400)         not JSON, not UTF-8, too deep
    │   ├── Invalid (422)           JSON, but a field is wrong; names the field
    │   ├── NoFeed (422)            an address that is added as a feed holds none; lists those that it links to
    │   ├── NotFound (404)
    │   ├── Forbidden (403)         a foreign Host or Origin
    │   ├── InvalidSignature (403)  of a pushed article
    │   ├── NotAcceptable (406)     in none of the formats that ``Accept`` names
    │   ├── Conflict (409)          what somebody decided before says otherwise
    │   ├── TooLarge (413)
    │   ├── UnsupportedMedia (415)
    │   ├── CursorExpired (410)
    │   ├── InvalidCursor (400)     forged, damaged, or of another query
    │   ├── UnknownParameter (400)  names the nearest known one
    │   ├── UnknownField (400)      of ``fields=``; names the nearest known one
    │   └── QuerySyntax (400)       points at the column
    ├── Unavailable (503)           a part is away; policy: wait and try again, nobody's fault, no attempt counted
    │   └── Overloaded (429)        we are too full to accept
    ├── Rejected                    this article can never pass; policy: quarantine at once
    │   └── OutsideFault            and a stranger's server or page is why: nothing is wrong with the stage itself
    └── Superseded                  a newer version exists; policy: drop
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, Self


class QuotewireError(Exception):
    """Root. ``detail`` is one sentence that tells a person what to do; ``extra`` joins the problem document."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class Refused(QuotewireError):
    """The client has to change something before it asks again."""

    status = 400
    code = "bad_request"
    title = "The request cannot be served as it is"


class Malformed(Refused):
    """The body is not JSON in UTF-8, or is nested absurdly deep."""

    code = "malformed_json"
    title = "The body is not valid JSON"


class FieldError(NamedTuple):
    """Message about one field, or one query parameter."""

    field: str
    """Its path with dots; empty for the whole document."""
    message: str
    """Completes a sentence that begins with the field: *is missing*."""
    kind: str = "value_error"
    """For programs: pydantic's type of the error, or a word of ours."""


class Invalid(Refused):
    """The JSON is fine, a field is not. ``errors`` lists ``{field, message, kind}``; :meth:`of` makes it."""

    status = 422
    code = "invalid_field"
    title = "A field is not valid"

    MOST_ERRORS: ClassVar[int] = 20
    """Field errors that one problem document lists; who has mended these learns of the next."""

    @classmethod
    def of(cls, field: str, message: str, kind: str = "value_error") -> Self:
        """Return the refusal of one field, see :class:`FieldError`."""
        return cls.of_all([FieldError(field, message, kind)])

    @classmethod
    def of_all(cls, field_errors: Iterable[FieldError]) -> Self:
        """Return the refusal of one or more fields; its ``detail`` is about the first."""
        listed = [error._asdict() for error in field_errors]
        return cls(f"{listed[0]['field'] or 'The document'}: {listed[0]['message']}", errors=listed[: cls.MOST_ERRORS])


class NoFeed(Refused):
    """An address that is added as a feed holds none. ``feed_status`` is the short word for why, ``feeds`` lists those
    that its page links to."""

    status = 422
    code = "not_a_feed"
    title = "There is no feed at this address"


class NotFound(Refused):
    """There is nothing under this id."""

    status = 404
    code = "not_found"
    title = "Not found"


class Forbidden(Refused):
    """The request comes from a place that this service does not serve."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class InvalidSignature(Refused):
    """A pushed article is not signed, or not with a secret of ours, or too long ago."""

    status = 403
    code = "invalid_signature"
    title = "The signature is not valid"


class NotAcceptable(Refused):
    """The header Accept names no format that this answer has."""

    status = 406
    code = "not_acceptable"
    title = "Not acceptable"


class Conflict(Refused):
    """Something that was decided before says otherwise; that has to be undone first."""

    status = 409
    code = "conflict"
    title = "Something else was decided"


class TooLarge(Refused):
    """More bytes than the limit."""

    status = 413
    code = "too_large"
    title = "The request is too large"


class UnsupportedMedia(Refused):
    """Writes have to say that they are JSON (a web page in a browser could not, without being asked)."""

    status = 415
    code = "unsupported_media_type"
    title = "The content type is not supported"


class CursorExpired(Refused):
    """The snapshot behind a paging cursor is gone; the query has to be sent anew."""

    status = 410
    code = "cursor_expired"
    title = "The cursor has expired"


class InvalidCursor(Refused):
    """A paging cursor that we did not give out, or not for this query."""

    code = "invalid_cursor"
    title = "The cursor is not valid"


class UnknownParameter(Refused):
    """A query parameter that does not exist. ``parameter`` and the nearest known name are in the problem."""

    code = "unknown_parameter"
    title = "Unknown parameter"


class UnknownField(Refused):
    """``fields=`` names what no result has. ``field`` and the nearest known one are in the problem."""

    code = "unknown_field"
    title = "Unknown field"


class QuerySyntax(Refused):
    """``q`` cannot be parsed. ``column`` (from 1) says where, ``nearest`` which field may have been meant."""

    code = "query_syntax"
    title = "The query cannot be understood"


class Unavailable(QuotewireError):
    """A part we rely on is away. The client, or the delivery, tries again after ``retry_after`` seconds."""

    status = 503
    code = "unavailable"
    title = "A part of the service is away"

    def __init__(self, detail: str, *, retry_after: int = 5, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.retry_after = retry_after


class Overloaded(Unavailable):
    """We are too full to accept more, though what was accepted is safe."""

    status = 429
    code = "overloaded"
    title = "Too full to accept more at the moment"


class Rejected(QuotewireError):
    """This article can never pass this stage; a person should look at it."""

    code = "rejected"
    title = "The article cannot be processed"


class OutsideFault(Rejected):
    """What a stranger's server answered holds no article. It says nothing of the stage, whose breaker ignores it."""


class Superseded(QuotewireError):
    """The work is for a version that is no longer the newest."""

    code = "superseded"
    title = "A newer version exists"
