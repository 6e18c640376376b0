"""Numbers as the reader's language groups their digits: *12,345*, *12.345*, *12 345*, *1,23,456*."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

_ENGLISH = Locale("en")
_locale: ContextVar[Locale] = ContextVar("locale", default=_ENGLISH)


@contextmanager
def written_for(accept_language: str) -> Iterator[None]:
    """Write numbers inside for the first language of a header ``Accept-Language``, as far as it is known."""
    token = _locale.set(_locale_of(accept_language))
    try:
        yield
    finally:
        _locale.reset(token)


@lru_cache(maxsize=4_096)
def _written(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


def number(number: int) -> str:
    """Return a whole number in the digits and groups of whom it is written for."""
    return _written(number, _locale.get())


@lru_cache(maxsize=256)
def _locale_of(accept_language: str) -> Locale:
    first = accept_language[:100].partition(",")[0].partition(";")[0].strip()
    try:
        return Locale.parse(first, sep="-")
    except (ValueError, TypeError, UnknownLocaleError):
        return _ENGLISH
