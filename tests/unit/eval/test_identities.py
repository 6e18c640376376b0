"""Measure of identities: what :mod:`tests.eval.identities` posts."""

from __future__ import annotations

from tests.eval.identities import articles


def test_an_article_of_the_set_is_posted_with_its_first_paragraph_as_title() -> None:
    meta = {"publisher": "courier", "date": "2016-05-01"}

    posted = articles([{"id": "a/1", "text": "A ferry sinks.\n\nNobody is hurt.\n\nIt was late.", "meta": meta}])

    assert posted == {
        "a/1": {
            "title": "A ferry sinks",
            "body": "Nobody is hurt.\n\nIt was late.",
            "source": "courier",
            "published_at": "2016-05-01",
        }
    }
