"""Addresses of pages: one with a parameter more, less, or other. Each leads to the first page of its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request

_OF_ONE_PAGE = ("cursor",)
"""Parameters that belong to a page of a list, and so to no other list."""


@dataclass(frozen=True)
class Address:
    """An address of ours: path and parameters, in order."""

    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, request: Request) -> Address:
        """Return the address that was asked for."""
        return cls(request.url.path, tuple(request.query_params.multi_items()))

    def values(self, name: str) -> list[str]:
        """Return the values of a parameter."""
        return [value for each, value in self.parameters if each == name]

    def adding(self, name: str, value: str) -> Address:
        """Return the address with one value more of a parameter."""
        return Address(self.path, (*self._kept(), (name, value)))

    def dropping(self, name: str, value: str) -> Address:
        """Return the address without one value of a parameter."""
        return Address(self.path, tuple(pair for pair in self._kept() if pair != (name, value)))

    def without(self, *names: str) -> Address:
        """Return the address without these parameters."""
        return Address(self.path, tuple(pair for pair in self._kept() if pair[0] not in names))

    def setting(self, values: Mapping[str, str]) -> Address:
        """Return the address with these values in place of those that it has."""
        return Address(self.path, (*self.without(*values).parameters, *values.items()))

    def to(self, path: str) -> Address:
        """Return the address of another path with the same parameters."""
        return Address(path, self._kept())

    def page_after(self, cursor: str) -> Address:
        """Return the address of the next page of a list."""
        return Address(self.path, (*self._kept(), ("cursor", cursor)))

    def _kept(self) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in self.parameters if pair[0] not in _OF_ONE_PAGE)

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.parameters)}" if self.parameters else self.path
