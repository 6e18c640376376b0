"""Invented articles with true annotations, made small enough to be read in a test."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from services.search.index.changes import Change
from shared.cleaning.article import CleanedArticle
from shared.models.annotations import (
    Act,
    Annotation,
    Annotator,
    Context,
    Cue,
    Entity,
    EntityMention,
    EntityType,
    Mention,
    Modality,
    Quote,
    QuoteType,
    Speaker,
)
from shared.models.articles import Article
from shared.models.values import TextField
from shared.text import entity_id

ACCEPTED = datetime(2026, 5, 1, 12, 30, 15, 123456, tzinfo=UTC)

_PLACES = frozenset({"Iran", "Łódź", "Ruritania", "Moscow", "Kyoto"})
_ORGANISATIONS = frozenset({"Harbour Board", "Central Bank"})


LEMMAS = {"said": "say", "says": "say", "told": "tell", "warned": "warn", "according to": "according to"}


class Name(NamedTuple):
    """A name whose type does not follow from it: Jordan the country, Jordan the player. ``type`` None: a description,
    such as "analysts", which is no entity."""

    text: str
    type: EntityType | None


AnyName = str | Name


@dataclass(frozen=True)
class Said:
    """A quote to be written into a body: who said what, in which way, naming whom."""

    text: str
    by: AnyName | None = None
    about: Sequence[AnyName] = ()
    type: QuoteType = "direct"
    role: str | None = None
    cue: str | None = None
    """One of :data:`LEMMAS`. None: "said" where somebody is known to speak, and otherwise none."""
    confidence: float = 0.9
    modality: Modality = "stated"
    act: Act = "speech"


def change(
    id: str,
    version: int = 1,
    *,
    said: Sequence[Said] = (),
    title: str = "A day in the harbour",
    text: str = "Nothing else happened.",
    naming: Sequence[AnyName] = (),
    aliases: Mapping[str, Sequence[str]] | None = None,
    source: str | None = "The Daily Gull",
    section: str | None = None,
    published_at: datetime | None = None,
    language: str | None = "en",
    authors: Sequence[str] = (),
    tags: Sequence[str] = (),
    url: str | None = None,
    generation: int = 1,
    title_names: bool = False,
) -> Change:
    """A whole article. Its body: ``text``, then each quote in a paragraph of its own, then what is in ``naming``.

    ``aliases``: by the text of the name. ``title_names``: mentions in the title are annotated, too.
    """
    body, quotes = text, []
    for slot, each in enumerate(said):
        body += "\n\n“"
        start = len(body)
        body += f"{each.text}”"
        quotes.append(_quote(id, slot, each, start, len(body) + 1))
        body += f" {_cue(each) or 'it said'}"
        body += f" {_name(each.by).text}" if each.by else ""
        body += f", {each.role}." if each.by and each.role else "."
    if naming:
        body += "\n\n" + ", ".join(_name(name).text for name in naming) + "."
    named = [*(each.by for each in said if each.by), *naming, *(name for each in said for name in each.about)]
    names = dict.fromkeys(name for name in map(_name, named) if name.type)
    article = CleanedArticle(
        title=title,
        body=body,
        source=source,
        section=section,
        published_at=published_at,
        language=language,
        authors=list(authors),
        tags=list(tags),
        url=url or f"https://news.example/{id}",
    )
    annotation = Annotation(
        annotator=Annotator(version=f"test-{generation}", generation=generation),
        entities=[
            Entity(
                id=id_of(name),
                name=name.text,
                type=name.type,
                aliases=list((aliases or {}).get(name.text, [])),
                salience=0.5,
            )
            for name in names
            if name.type
        ],
        mentions=[
            mention
            for name in names
            for mention in _mentions(body, name, "body") + (_mentions(title, name, "title") if title_names else [])
        ],
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
    article = CleanedArticle.model_validate(whole.article.model_dump(mode="json") | changed)
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


def id_of(name: AnyName) -> str:
    """The entity id of a name."""
    text, type_ = _name(name)
    return entity_id(type_ or "description", text)


def _name(name: AnyName) -> Name:
    return name if isinstance(name, Name) else Name(name, type_of(name))


def _cue(said: Said) -> str | None:
    return said.cue or ("said" if said.by else None)


def _quote(article_id: str, slot: int, said: Said, start: int, after: int) -> Quote:
    end = start + len(said.text)
    speaker, cue = None, _cue(said)
    if said.by:
        name, at = _name(said.by), after + len(f"{cue} ")
        speaker = Speaker(
            id=id_of(name),
            name=name.text,
            type=name.type,
            mention=Mention(text=name.text, start=at, end=at + len(name.text)),
            resolved_by="name" if name.type else "description",
            role=said.role,
            confidence=said.confidence,
        )
    return Quote(
        id=hashlib.sha256(f"{article_id}\0{said.text}\0{slot}".encode()).hexdigest()[:16],
        start=start,
        end=end,
        text=said.text,
        spans=[(start, end)],
        verbatim=[(start, end)],
        type=said.type,
        act=said.act,
        modality=said.modality,
        speaker=speaker,
        cue=Cue(text=cue, start=after, end=after + len(cue), lemma=LEMMAS[cue]) if cue else None,
        context=Context(before="", after=""),
        mentions=[id_of(name) for name in said.about],
    )


def _mentions(where: str, name: Name, field: TextField) -> list[EntityMention]:
    text, type_ = name
    assert type_
    found, at = [], where.find(text)
    while at >= 0:
        end = at + len(text)
        found.append(EntityMention(start=at, end=end, text=text, type=type_, entity=id_of(name), field=field))
        at = where.find(text, end)
    return found


def a_month() -> list[Change]:
    """The corpus that searching is tested on: people, places and topics that recur over weeks and sources."""
    ferry = Said("The new ferry will sail in April", "Ada Nordmann", about=["Harbour Board"])
    return [
        change(
            "ferry-1",
            title="Harbour Board buys a ferry",
            section="Harbour",
            said=[ferry, Said("that the price was too high", "Mohsen Milani", type="indirect", modality="denied")],
            naming=["Harbour Board"],
            aliases={"Mohsen Milani": ["Milani", "Mr. Milani"]},
            published_at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC),
        ),
        change(
            "ferry-2",
            title="Ferry delayed",
            section="harbour",
            said=[Said("We need three more weeks", "Ada Nordmann"), Said("Iran's nuclear deal is on hold", "Milani")],
            source="Evening Heron",
            published_at=datetime(2026, 3, 9, 23, 59, 59, 999999, tzinfo=UTC),
        ),
        change(
            "talks-1",
            title="Talks in Łódź",
            section="World",
            text="Delegations met for negotiations over breakfast. The U.S. envoy stayed away.",
            said=[
                Said("The nuclear talks have to go on", "Mohsen Milani", about=["Iran"]),
                Said("Iran is ready to negotiate", "Zofia Łuczak", about=["Iran"], type="mixed", modality="future"),
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
            section="World",
            said=[Said("They negotiated all night in the straße café", "Zofia Łuczak", about=["Łódź"])],
            source="Łódź Post",
            language="pl",
            published_at=datetime(2026, 3, 10, tzinfo=UTC),
        ),
        change(
            "bank-1",
            title="Rates stay where they are",
            section="Money & Markets",
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
