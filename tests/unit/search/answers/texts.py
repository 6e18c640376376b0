"""Texts and queries for property tests of matches and highlights."""

from __future__ import annotations

from hypothesis import strategies as st

texts = st.lists(
    st.sampled_from(["oil", "gas", "Oil's", "the", "well-known", "<b>", "&amp;", "\n\n", "东京", "é", "“", "x" * 70]),
    max_size=120,
).map(" ".join) | st.text(max_size=400)
queries = st.sampled_from(
    [
        'oil "oil gas"',
        "the OR 东京",
        "well-known gas",
        '"the the" amp',
        "oil NOT gas",
        "we* xx*",
        '"oil the"~3',
        "x" * 70,
    ]
)
