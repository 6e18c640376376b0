"""Lines come out of a stream as they went in, however it is cut into chunks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.line_splitter import LineSplitter
from shared import errors

CHUNKS = st.lists(st.lists(st.sampled_from([b"a", b"bc", b"\n", b"\r\n", b"\r", b"d" * 9])).map(b"".join))


@given(CHUNKS, st.integers(1, 20))
def test_lines_are_those_of_the_whole_and_the_long_ones_are_refused(chunks: list[bytes], limit: int) -> None:
    whole = b"".join(chunks)
    *lines, last = whole.split(b"\n")
    expected = [*lines, last] if last else lines

    splitter = LineSplitter(limit)
    found = [line for chunk in chunks for line in splitter.feed(chunk)] + list(splitter.end())

    assert len(found) == len(expected)
    for line, bytes_ in zip(found, expected, strict=True):
        if len(bytes_) > limit:
            assert isinstance(line, errors.TooLarge)
        else:
            assert line == bytes_.removesuffix(b"\r")
