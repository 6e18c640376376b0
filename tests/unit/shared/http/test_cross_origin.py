"""Where pages of other origins may ask."""

from __future__ import annotations

import pytest

from shared.http.cross_origin import NOWHERE, CrossOrigin

DESK = "http://desk.example:3333"


@pytest.mark.parametrize(
    ("path", "origin", "allowed"),
    [
        ("/v1/match", DESK, True),
        ("/v1/match/suggest", DESK, True),
        ("/v1/matches", DESK, False),
        ("/v1", DESK, False),
        ("/v1/match", "http://desk.example", False),
        ("/v1/match", "", False),
        ("/v1/match", "null", False),
    ],
)
def test_a_declared_origin_may_ask_one_path_and_what_is_below_it(path: str, origin: str, allowed: bool) -> None:
    assert CrossOrigin("/v1/match", frozenset({DESK})).allows(path, origin) is allowed


@pytest.mark.parametrize("path", ["", "/", "/v1/match"])
def test_without_a_declaration_nobody_may_ask_anything(path: str) -> None:
    assert not NOWHERE.allows(path, DESK)
    assert not NOWHERE.allows(path, "")
