"""Invented articles with true annotations, made small enough to be read in a test."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.search.index import Change
from shared.models import (
    Annotation,
    Annotator,
    Article,
    Context,
    Cue,
    Entity,
    EntityMention,
    EntityType,
    Mention,
    Quote,
    QuoteType,
    Speaker,
)
from shared.text import entity_id

ACCEPTED = datetime(2026, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)

_PLACES = frozenset({"Iran", "Łódź", "Ruritania", "Moscow", "Kyoto"})
_ORGANISATIONS = frozenset({"Harbour Board", "Central Bank"})


@dataclass(frozen=True)
class Said:
    """A quote to be written into a body: who said what, in which way, naming whom."""

    text: str
    by: str | None = None
    about: Sequence[str] = ()
    type: QuoteType = "direct"


def change(
    id: str,
    version: int = 1,
    *,
    said: Sequence[Said] = (),
    title: str = "A day in the harbour",
    text: str = "Nothing else happened.",
    naming: Sequence[str] = (),
    aliases: dict[str, list[str]] | None = None,
    source: str | None = "The Daily Gull",
    published_at: datetime | None = None,
    language: str | None = "en",
    tags: Sequence[str] = (),
    url: str | None = None,
    generation: int = 1,
) -> Change:
    """A whole article. Its body: ``text``, then each quote in a paragraph of its own, then what is in ``naming``."""
    body, quotes = text, []
    for slot, each in enumerate(said):
        body += "\n\n“"
        start = len(body)
        body += f"{each.text}”"
        quotes.append(_quote(id, slot, each, start, len(body) + 1))
        body += f" said {each.by}." if each.by else " it said."
    if naming:
        body += "\n\n" + ", ".join(naming) + "."
    names = dict.fromkeys([*(name for each in said for name in ([each.by] if each.by else [])), *naming])
    names |= dict.fromkeys(name for each in said for name in each.about)
    article = Article(
        title=title,
        body=body,
        source=source,
        published_at=published_at,
        language=language,
        tags=list(tags),
        url=url or f"https://news.example/{id}",
    )
    annotation = Annotation(
        annotator=Annotator(version=f"test-{generation}", generation=generation),
        entities=[
            Entity(id=id_of(name), name=name, type=type_of(name), aliases=(aliases or {}).get(name, []), salience=0.5)
            for name in names
        ],
        mentions=[mention for name in names for mention in _mentions(body, name)],
        quotes=quotes,
    )
    return Change(
        id=id,
        version=version,
        accepted_at=ACCEPTED,
        text_hash=text_hash(article),
        article=article,
        annotation=annotation,
    )


def deletion(id: str, version: int) -> Change:
    """The deletion of an article."""
    return Change(id=id, version=version, accepted_at=ACCEPTED)


def metadata_only(whole: Change, version: int, **changed: object) -> Change:
    """The same text with other metadata, as it comes from a client who corrected, say, the source."""
    assert whole.article
    article = Article.model_validate(whole.article.model_dump(mode="json") | changed)
    return Change(
        id=whole.id,
        version=version,
        accepted_at=ACCEPTED,
        text_hash=text_hash(article),
        article=article,
        annotation=None,
    )


def text_hash(article: Article) -> str:
    """Identifies title and body."""
    return hashlib.sha256(f"{article.title}\0{article.body}".encode()).hexdigest()


def type_of(name: str) -> EntityType:
    """Names are people, but for some."""
    return "GPE" if name in _PLACES else "ORG" if name in _ORGANISATIONS else "PERSON"


def id_of(name: str) -> str:
    """The entity id of a name."""
    return entity_id(type_of(name), name)


def _quote(article_id: str, slot: int, said: Said, start: int, after: int) -> Quote:
    end = start + len(said.text)
    speaker = None
    if said.by:
        at = after + len("said ")
        speaker = Speaker(
            id=id_of(said.by),
            name=said.by,
            type=type_of(said.by),
            mention=Mention(text=said.by, start=at, end=at + len(said.by)),
            resolved_by="name",
            confidence=0.9,
        )
    return Quote(
        id=hashlib.sha256(f"{article_id}\0{said.text}\0{slot}".encode()).hexdigest()[:16],
        start=start,
        end=end,
        text=said.text,
        spans=[(start, end)],
        verbatim=[(start, end)],
        type=said.type,
        speaker=speaker,
        cue=Cue(text="said", start=after, end=after + 4, lemma="say") if said.by else None,
        context=Context(before="", after=""),
        mentions=[id_of(name) for name in said.about],
    )


def _mentions(body: str, name: str) -> list[EntityMention]:
    found, at = [], body.find(name)
    while at >= 0:
        end = at + len(name)
        found.append(EntityMention(start=at, end=end, text=name, type=type_of(name), entity=id_of(name)))
        at = body.find(name, end)
    return found


def a_month() -> list[Change]:
    """The corpus that searching is tested on: people, places and topics that recur over weeks and sources."""
    ferry = Said("The new ferry will sail in April", "Ada Nordmann", about=["Harbour Board"])
    return [
        change(
            "ferry-1",
            title="Harbour Board buys a ferry",
            said=[ferry, Said("that the price was too high", "Mohsen Milani", type="indirect")],
            naming=["Harbour Board"],
            aliases={"Mohsen Milani": ["Milani", "Mr. Milani"]},
            published_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        ),
        change(
            "ferry-2",
            title="Ferry delayed",
            said=[Said("We need three more weeks", "Ada Nordmann"), Said("Iran's nuclear deal is on hold", "Milani")],
            source="Evening Heron",
            published_at=datetime(2026, 3, 9, 23, 59, 59, 999999, tzinfo=UTC),
        ),
        change(
            "talks-1",
            title="Talks in Łódź",
            text="Delegations met for negotiations over breakfast. The U.S. envoy stayed away.",
            said=[
                Said("The nuclear talks have to go on", "Mohsen Milani", about=["Iran"]),
                Said("Iran is ready to negotiate", "Zofia Łuczak", about=["Iran"], type="mixed"),
                Said("No comment", None),
            ],
            naming=["Iran", "Łódź"],
            aliases={"Mohsen Milani": ["Milani"], "Iran": ["Tehran", "Islamic Republic"]},
            source="Evening Heron",
            published_at=datetime(2026, 3, 10, tzinfo=UTC),
        ),
        change(
            "talks-2",
            title="Negotiators return",
            said=[Said("They negotiated all night in the straße café", "Zofia Łuczak", about=["Łódź"])],
            source="Łódź Post",
            language="pl",
            published_at=datetime(2026, 3, 10, tzinfo=UTC),
        ),
        change(
            "bank-1",
            title="Rates stay where they are",
            said=[Said("Interest rates will not rise this year", "Central Bank", type="indirect")],
            source="Łódź Post",
            published_at=datetime(1934, 7, 1, 6, 30, tzinfo=UTC),
        ),
        change("undated-1", title="Undated ferry notes", said=[Said("Ferries float", "Ada Nordmann")], source=None),
        change(
            "undated-2",
            title="More undated notes",
            text="日本の東京と京都。 Nuclear families 👩‍👩‍👧 smile 😀.",
            source=None,
        ),
        change(
            "quiet",
            title="A quiet day",
            text="Well-known well, known gulls.",
            published_at=datetime(2026, 3, 10, tzinfo=UTC),
        ),
    ]
