"""Query parameters, read into a :class:`services.search.index.Request`. What cannot be right is refused by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from urllib.parse import unquote_to_bytes

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from services.search.index import Filters, Kind, Request
from services.search.query import parse
from shared.errors import Invalid, Refused, TooLarge, UnknownParameter
from shared.models import QuoteType
from shared.text import no_control_characters

MAX_SIZE = 100
"""Results on a page. More would make one answer of many megabytes; the cursor leads on."""

MAX_VALUES = 64
"""Filter values in one query, all parameters together. Each costs the engine a look-up."""

MAX_QUERY_BYTES = 32_768
"""Bytes of a query string: every value that is allowed at once, and a cursor with the snapshot of an engine."""

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,199}", re.ASCII)
"""What ids of articles and quotes look like; nothing else is looked for."""

_OTHER_NAMES = {
    "query": "q", "search": "q", "since": "from", "after": "from", "until": "to", "before": "to", "limit": "size",
    "count": "size", "per_page": "size", "page": "cursor", "offset": "cursor", "order": "sort", "lang": "language",
}  # fmt: skip
"""What other services call the same thing; spelling alone would not lead there."""


_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(?:[Zz]|(?P<sign>[ +-])(?P<zone>\d\d:?\d\d))?", re.ASCII
)


def _moment(value: object, whole_day: time) -> datetime:
    """A date or time as typed. A bare date is the day's first or last moment, UTC; a time without a zone is UTC."""
    text = str(value).strip()
    try:
        if _DATE.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), whole_day, UTC)
        if found := _TIME.fullmatch(text):
            # A "+02:00" that was not percent-encoded arrives as " 02:00".
            zone = (found["sign"].replace(" ", "+") + found["zone"]) if found["zone"] else "+00:00"
            return datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError("should be an ISO 8601 date or time, such as 2017-03-27 or 2017-03-27T10:00:00Z")


_SCHEMA = WithJsonSchema({"type": "string", "format": "date or date-time"})
Since = Annotated[datetime | None, BeforeValidator(lambda value: _moment(value, time.min)), _SCHEMA]
Until = Annotated[datetime | None, BeforeValidator(lambda value: _moment(value, time.max)), _SCHEMA]
Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(no_control_characters)
]


_LISTS = ("source", "exclude_source", "language", "entity", "speaker", "about", "type")


class Parameters(BaseModel):
    """What ``/v1/articles`` and ``/v1/quotes`` are asked with."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    q: Annotated[str, AfterValidator(no_control_characters)] = Field(
        "",
        description='Words, "exact phrases", AND, OR, NOT and parentheses. Words match by their stem, case and accents'
        " aside; side by side they must all be there.",
        examples=["nuclear OR sanctions"],
    )
    source: list[Value] = Field([], description="Only from these sources.", examples=[["Washington Post"]])
    exclude_source: list[Value] = Field([], description="Not from these sources.")
    language: list[Value] = Field([], description="Only in these languages (`en`).", examples=[["en"]])
    entity: list[Value] = Field(
        [],
        description="Naming one of these: entity ids (`person:mohsen-milani`) or names, whole.",
        examples=[["gpe:iran"]],
    )
    speaker: list[Value] = Field(
        [], description="With a quote of one of these speakers: ids or names.", examples=[["Mohsen Milani"]]
    )
    about: list[Value] = Field(
        [], description="With a quote whose own words name one of these: ids or names.", examples=[["Russia"]]
    )
    type: list[QuoteType] = Field([], description="With a quote of one of these types.", examples=[["direct"]])
    since: Since = Field(
        None,
        alias="from",
        description="Published then or later. A bare date means the whole day, UTC. Undated articles match no range.",
        examples=["2017-03-01"],
    )
    until: Until = Field(
        None,
        alias="to",
        description="Published then or earlier; a bare date includes its day.",
        examples=["2017-03-31"],
    )
    sort: Literal["relevance", "newest", "oldest"] | None = Field(
        None,
        description="`relevance` if `q` says something, else `newest`. Undated articles come last. Without `q` nothing"
        " is more relevant than another, and `relevance` means `newest`.",
    )
    size: int = Field(10, ge=1, le=MAX_SIZE, description="Results on a page; may change from page to page.")
    cursor: str | None = Field(
        None,
        description="`next_cursor` of the page before; everything but `size` has to stay the same. Facets come with"
        " the first page only.",
    )

    def request(self, kind: Kind) -> Request:
        """The first page of what is asked. Raises Invalid, or QuerySyntax where ``q`` cannot be understood."""
        values = {name: tuple(dict.fromkeys(getattr(self, name))) for name in _LISTS}
        if self.since and self.until and self.since > self.until:
            raise _invalid("from", "is later than to, so nothing could match; exchange them")
        if sum(map(len, values.values())) > MAX_VALUES:
            longest = max(_LISTS, key=lambda name: len(values[name]))
            raise _invalid(longest, f"a query may have {MAX_VALUES} filter values, all parameters together")
        filters = Filters(**values, since=self.since, until=self.until)
        words = parse(self.q)
        sort = self.sort or "relevance"
        return Request(kind, words, filters, sort if words is not None or sort != "relevance" else "newest", self.size)


class VersionParameter(BaseModel):
    """What ``/v1/articles/{id}`` is asked with."""

    version: int | None = Field(
        None,
        ge=1,
        # An index version is 1,024 times this and has to fit into 63 bits.
        lt=2**53,
        description="An older version; `versions` of the article lists them.",
    )


class NoParameters(BaseModel):
    """What ``/v1/quotes/{id}`` is asked with."""


def names_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The parameters of ``model``, as clients write them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def check_query_string(query: bytes, given: Iterable[tuple[str, str]], model: type[BaseModel]) -> None:
    """Refuse what the fields of ``model`` cannot see: unknown names, a single value given twice, bytes beyond UTF-8.

    ``query`` is the query string as it was received, ``given`` what it holds, in order.
    """
    if len(query) > MAX_QUERY_BYTES:
        raise TooLarge(f"A query string may have {MAX_QUERY_BYTES:,} bytes.", limit=MAX_QUERY_BYTES)
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        raise Refused("The query string is not UTF-8, percent-encoded.") from None
    names = names_of(model)
    single = {
        field.alias or name for name, field in model.model_fields.items() if not isinstance(field.get_default(), list)
    }
    seen = set()
    for name, _ in given:
        if name not in names:
            raise unknown(name, names)
        if name in seen and name in single:
            raise _invalid(name, "may be given only once")
        seen.add(name)


def unknown(name: str, names: Collection[str]) -> UnknownParameter:
    """The refusal of ``name``, with the nearest of ``names``."""
    shown = name if len(name) <= 40 else name[:40] + "…"
    alike = difflib.get_close_matches(name[:40].lower(), names, 1)
    nearest = next((near for near in [_OTHER_NAMES.get(name.lower()), *alike] if near in names), None)
    hint = f"Did you mean {nearest}?" if nearest else f"Known are {', '.join(names)}." if names else "None is taken."
    return UnknownParameter(f"There is no parameter {shown!r} here. {hint}", parameter=shown, nearest=nearest)


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(f"{field}: {message}", errors=[{"field": field, "message": message, "kind": "value_error"}])
