"""Whatever strangers send ends in something that was read, or in a refusal. `make fuzz` tries for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parsers import PARSERS, REFUSALS, Parser


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@given(data=st.data())
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
def test_a_document_is_read_or_refused(parser: Parser, data: st.DataObject) -> None:
    parser.check(data.draw(parser.documents()))


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_samples_are_read_or_refused_and_one_of_them_is_read(parser: Parser) -> None:
    for sample in parser.samples:
        parser.check(sample)

    assert any(_is_read(parser, sample) for sample in parser.samples)


def _is_read(parser: Parser, sample: bytes) -> bool:
    try:
        parser.parse(sample)
    except REFUSALS:
        return False
    return True
