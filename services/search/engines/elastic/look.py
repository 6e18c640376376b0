"""Look: which articles of an index may print the text of another one, and which of them do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch

from services.search.engines.elastic import documents
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.seen import Seen
from services.search.groups.matching import may_be_one_story, one_story
from services.search.groups.remembered import RememberedTexts
from services.search.groups.texts import Text, text_of
from shared.errors import Unavailable
from shared.models.articles import Article

READ_TOGETHER = 10
"""Articles read in one request: with all their past each may have some ten megabytes."""

SEEN = 20
"""Articles for each text that one search for all of them brings. Where there are more, each is searched for by itself:
to bring 20 with their bands takes as long."""

_COMPARED = 10
"""Texts that one is compared with, those with most bands in common."""
_REMEMBERED = RememberedTexts()

_LISTED = 1_000
"""Articles of a group in one answer."""

_TEXT_PARTS = [f"stored.article.{part}" for part in ("title", "body", "published_at")]
_FIELDS = ("id", "group", "text")


class Member(NamedTuple):
    """An article of a group."""

    id: str
    group: str
    text: str
    """The digest of its text, as a term; "" for one that is too short to have any."""


class Look:
    """Looks at the articles behind one alias, searchable ones unless they are read by id."""

    def __init__(self, client: Elasticsearch, articles: str) -> None:
        self._client = client
        self._articles = articles
        self._many = False
        """Whether the texts looked for last had something in common with more articles than one search brings."""

    def touched(
        self, texts: Mapping[str, Text], *, besides: Collection[str] = (), seen: Seen | None = None
    ) -> dict[str, set[str]]:
        """Return, by id, the groups in which other articles hold a text of the same story.

        ``besides``: articles that do not count; ``seen``: what need not be looked at again."""
        if not texts:
            return {}
        found = self._most_alike(texts, besides, seen)
        touched: dict[str, set[str]] = {}
        for id, text in texts.items():
            _REMEMBERED.keep(text)
            groups: set[str] = set()
            for member in found[id]:
                if member.group in groups or member.id == id:
                    continue
                if member.text == documents.text_key(text) or self._is_one_story(text, member):
                    groups.add(member.group)
            touched[id] = groups
        return touched

    def members(self, group: str) -> Iterator[Member]:
        """Yield the visible articles of a group."""
        after: list[Any] | None = None
        while True:
            body = _search({"filter": [{"term": {"group": group}}]})
            more: dict[str, Any] = {"search_after": after} if after else {}
            with elasticsearch_errors():
                answer = self._client.search(index=self._articles, **body, **more, size=_LISTED, sort=[{"id": "asc"}])
            hits = answer["hits"]["hits"]
            yield from map(_member, hits)
            if len(hits) < _LISTED:
                return
            after = hits[-1]["sort"]

    def texts(self, members: Sequence[Member]) -> dict[str, Text | None]:
        """Return the texts of articles by their digest, read again: there is no need to keep their words twice."""
        text_of_id = {member.id: member.text for member in members}
        return {
            text_of_id[hit["_id"]]: text_of(Article.model_validate(hit["_source"]["stored"]["article"]))
            for hit in self.read(list(text_of_id), _TEXT_PARTS)
            if "article" in hit["_source"].get("stored", {})
        }

    def read(self, ids: Sequence[str], parts: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return parts of the documents of articles, as they are now; of those that are there."""
        hits: list[Mapping[str, Any]] = []
        for start in range(0, len(ids), READ_TOGETHER):
            with elasticsearch_errors():
                answer = self._client.mget(
                    index=self._articles, ids=ids[start : start + READ_TOGETHER], source_includes=list(parts)
                )
            hits += [hit for hit in answer["docs"] if hit.get("found")]
        return hits

    def _is_one_story(self, text: Text, member: Member) -> bool:
        digest = documents.digest(member.text)
        sketch = _REMEMBERED.sketch(digest)
        if sketch and not may_be_one_story(text.sketch, sketch):
            return False
        other = _REMEMBERED.get(digest, lambda: self.texts([member]).get(member.text))
        return other is not None and one_story(text, other)

    def _most_alike(
        self, texts: Mapping[str, Text], besides: Collection[str], seen: Seen | None
    ) -> dict[str, Sequence[Member]]:
        """Return the articles to compare each text with: one of each text in a group, those that share most bands
        first."""
        bands = {id: documents.band_keys(text) for id, text in texts.items()}
        among: dict[str, Any] = {"must_not": [{"terms": {"id": list(besides)}}]} if besides else {}
        if seen:
            among["filter"] = [seen.later]
        # What others have written since a look is little, whatever that has found.
        together = self._together(bands, among) if seen or not self._many else None
        return self._each(bands, among) if together is None else together

    def _together(
        self, bands: Mapping[str, Sequence[str]], among: Mapping[str, Any]
    ) -> dict[str, Sequence[Member]] | None:
        """Search for all texts at once; return the articles to compare each with, or None if there are too many."""
        body, most = _search(_with_any_of(bands, among), (*_FIELDS, "bands")), SEEN * len(bands)
        with elasticsearch_errors():
            answer = self._client.search(index=self._articles, **body, size=most, track_total_hits=most + 1)
        if answer["hits"]["total"]["value"] > most:
            return None
        having: defaultdict[str, list[Member]] = defaultdict(list)
        for hit in answer["hits"]["hits"]:
            member = _member(hit)
            for band in hit["fields"]["bands"]:
                having[band].append(member)
        return {id: _different(_most_shared(having[band] for band in keys)) for id, keys in bands.items()}

    def _each(self, bands: Mapping[str, Sequence[str]], among: Mapping[str, Any]) -> dict[str, Sequence[Member]]:
        """Search for each text by itself, and count what all have something in common with."""
        most = SEEN * len(bands)
        counting = {"query": _visible(_with_any_of(bands, among)), "size": 0, "track_total_hits": most + 1}
        searches: list[Mapping[str, Any]] = [{"index": self._articles}, counting]
        for id, keys in bands.items():
            alike = {"should": [{"term": {"bands": band}} for band in keys], "minimum_should_match": 1}
            others = [*among.get("must_not", ()), {"term": {"id": id}}]  # itself would stand for its copies
            body = {**_search({**among, **alike, "must_not": others}), "size": _COMPARED, "collapse": {"field": "text"}}
            searches += [{"index": self._articles}, {**body, "track_total_hits": False}]
        with elasticsearch_errors():
            counted, *answers = self._client.msearch(searches=searches)["responses"]
        for answer in (counted, *answers):
            if "error" in answer:
                raise Unavailable(f"Elasticsearch cannot look for copies: {answer['error'].get('reason')}")
        self._many = counted["hits"]["total"]["value"] > most
        found = [list(map(_member, answer["hits"]["hits"])) for answer in answers]
        return dict(zip(bands, found, strict=True))


def _with_any_of(bands: Mapping[str, Sequence[str]], among: Mapping[str, Any]) -> Mapping[str, Any]:
    every = sorted(set(chain.from_iterable(bands.values())))
    return {**among, "filter": [{"terms": {"bands": every}}, *among.get("filter", ())]}


def _visible(query: Mapping[str, Any]) -> dict[str, Any]:
    return {"bool": {**query, "filter": [*query.get("filter", ()), {"term": {"deleted": False}}]}}


def _search(query: Mapping[str, Any], fields: Sequence[str] = _FIELDS) -> dict[str, Any]:
    # Without its id, of which all is stored together, a hit takes a quarter of the time.
    return {"query": _visible(query), "_source": False, "stored_fields": "_none_", "docvalue_fields": list(fields)}


def _member(hit: Mapping[str, Any]) -> Member:
    fields = hit["fields"]
    return Member(fields["id"][0], fields["group"][0], fields.get("text", [""])[0])


def _most_shared(having: Iterable[Sequence[Member]]) -> Iterable[Member]:
    """Return the members that have bands in common with a text, by its bands; those that share most of them first."""
    return [member for member, _ in Counter(chain.from_iterable(having)).most_common()]


def _different(members: Iterable[Member]) -> Sequence[Member]:
    """Return the first members, but only one of each text in a group."""
    different: dict[tuple[str, str], Member] = {}
    for member in members:
        different.setdefault((member.text, member.group), member)
        if len(different) == _COMPARED:
            break
    return list(different.values())
