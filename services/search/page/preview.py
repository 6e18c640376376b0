"""Preview: the shared pieces of the pages with invented content, for those who work on them; nothing leads here."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.search.index.results import ArticleRef, FacetValue, FoundQuote, IdentifiedSpeaker
from services.search.page import day_chart
from services.search.page.address import Address
from services.search.page.filters import chips, facet_links
from services.search.page.routing import read
from services.search.page.site import Site
from services.search.parameters import NoParameters
from shared.models.annotations import Context, Cue, Mention, Quote

_HERE = Address("/preview", (("speaker", "person:ada-nordmann"), ("exclude_source", "Evening Heron")))
_SPEAKER = IdentifiedSpeaker(
    id="person:ada-nordmann",
    name="Ada Nordmann",
    type="PERSON",
    mention=Mention(text="Nordmann", start=0, end=8),
    resolved_by="name",
    role="harbour master",
    confidence=0.95,
)


def add(router: APIRouter, site: Site) -> None:
    """Add the page."""

    @router.get("/preview", dependencies=[read(NoParameters)])
    def get_preview(request: Request) -> Response:
        values = [FacetValue(value=f"v{n}", label=f"Value {n}", count=2 ** (6 - n)) for n in range(6)]
        days = [FacetValue(value=f"2026-0{1 + n % 3}-{1 + n:02}", label="", count=1 + n % 5) for n in range(25)]
        return site.page(
            request,
            "preview.html",
            quotes=list(_quotes()),
            chips=chips(_HERE, {"person:ada-nordmann": "Ada Nordmann"}),
            facets=facet_links(_HERE, "quotes", {"speaker": values, "source": values}),
            chart=day_chart.draw(_HERE, days, None, None, None),
        )


def _quotes() -> list[FoundQuote]:
    base = Quote(
        id="q",
        start=0,
        end=1,
        text="The ferry will sail in April,",
        spans=[(0, 1)],
        type="direct",
        speaker=_SPEAKER,
        cue=Cue(text="said", start=0, end=4, lemma="say"),
        context=Context(before="The board met on Monday. “", after="” said Nordmann. Nobody objected."),
    )
    unsure = _SPEAKER.model_copy(update={"confidence": 0.4})
    changed: list[dict[str, object]] = [
        {},
        {"type": "indirect", "text": "that the price was “too high”", "modality": "denied"},
        {
            "type": "mixed",
            "text": "the deal was “a gift to nobody”",
            "speaker": unsure,
        },
        {"act": "thought", "type": "indirect", "text": "it would rain"},
        {"speaker": None, "said_by": Mention(text="they", start=0, end=4)},
        {"speaker": None, "text": "x" * 300},
        {"text": "<script>alert(1)</script> \u202egnp.exe שלום"},
    ]
    article = ArticleRef(
        id="a",
        title="Harbour board buys a ferry",
        source="The Daily Gull",
        url="https://gull.example/ferry",
        published_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    return [
        FoundQuote(**{**dict(base), **values, "id": f"q{number}"}, article=article, annotator="4.x")
        for number, values in enumerate(changed)
    ]
