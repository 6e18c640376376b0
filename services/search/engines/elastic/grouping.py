"""Grouping: which articles of the indices print one text, kept up to date with each batch that is written.

Every article, and every quote of it, has a ``group``: that of a copy, or one of its own. It is looked up before a batch
is written, so that copies nearly always come with the right one. When the batch is visible it is looked up again: only
then are two known that were written at the same time, or that a third one joins, and the documents of the younger group
are written again, at their own revision. Of two processes at work on one group at least the last sees what both did.
The second look is at what others have written since the first alone, unless the first has found something to join.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch

from services.search.engines.elastic import documents
from services.search.engines.elastic.bulk import Put, put
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.seen import Seen, seen_once_refreshed
from services.search.groups.components import MAX_PARTED, components
from services.search.groups.matching import may_be_one_story, one_story
from services.search.groups.remembered import RememberedTexts
from services.search.groups.texts import Text, text_of
from shared.errors import QuotewireError, Unavailable
from shared.models.articles import Article

_SEEN = 1_000
"""Articles that one search for a whole batch brings. Where there are more, each text is searched for by itself."""

_COMPARED = 10
"""Texts that one is compared with, those with most bands in common."""
_REMEMBERED = RememberedTexts()

_READ_TOGETHER = 10
"""Articles read in one request: with all their past each may have some ten megabytes."""
_LISTED = 1_000
"""Articles of a group in one answer."""
_TRIES = 5
"""Looks at a batch until no group changes any more. Two suffice unless other processes join the same groups."""

_TEXT_PARTS = [f"stored.article.{part}" for part in ("title", "body", "published_at")]


class _Member(NamedTuple):
    """An article that has something in common with one that is looked up."""

    id: str
    group: str
    text: str
    bands: frozenset[str]


class Assigned(NamedTuple):
    """What a first look has found."""

    groups: Mapping[str, str]
    """By id of an article that is about to be written."""
    seen: Seen | None
    """What it has seen; None where a second look has to be at everything."""


class Grouping:
    """The groups of the articles behind one alias, with their quotes behind another."""

    def __init__(self, client: Elasticsearch, articles: str, quotes: str) -> None:
        """``articles``, ``quotes``: the aliases to write to."""
        self._client = client
        self._articles = articles
        self._quotes = quotes
        self._seen: Seen | None = None
        self._many = False
        """Whether the last batch had something in common with more than ``_SEEN`` articles."""

    def assign(self, coming: Mapping[str, tuple[int, Text | None]]) -> Assigned:
        """Return the groups of articles that are about to be written; ``coming``: by id, version and text."""
        seen = self._seen
        texts = {id: text for id, (_, text) in coming.items() if text}
        touched = self._touched(texts, besides=list(coming))
        groups: dict[str, str] = {}
        with_band: defaultdict[int, list[str]] = defaultdict(list)
        for id, (version, _) in coming.items():
            near = set(touched.get(id, ()))
            if text := texts.get(id):
                before = {other for band in text.bands for other in with_band[band]}
                near |= {groups[other] for other in before if _are_one_story(text, texts[other])}
                for band in text.bands:
                    with_band[band].append(id)
            groups[id] = min(near, default=documents.own_group(id, version))
            if len(near) > 1:
                seen = None  # they turn out to be one group
        return Assigned(groups, seen)

    def refresh(self) -> None:
        """Make everything searchable, articles and quotes at the same moment; the batch pays for it once.

        Waiting for the periodic refresh instead would take up to a second a batch, and two that are not the same.
        """
        seen = seen_once_refreshed(self._client, self._articles)
        with elasticsearch_errors():
            answer = self._client.indices.refresh(index=[self._articles, self._quotes])
        if answer["_shards"]["failed"]:
            raise Unavailable("Elasticsearch could not make the new documents searchable on every shard.")
        self._seen = seen

    def settle(
        self, written: Mapping[str, tuple[str, Text | None]], left: Iterable[str], seen: Seen | None = None
    ) -> None:
        """Join groups that turn out to be one, and part those that some articles have left.

        ``written``: by id, group and text of articles that are visible now; ``seen``: what the look has seen that told
        the group of each of them, among each other too. Raises Unavailable where the engine goes away; then the same
        call again does the rest.
        """
        parting = sorted(set(left))
        for group in parting:
            self._part(group)
        texts = {id: text for id, (_, text) in written.items() if text}
        if seen and not parting and seen.still(self._seen):
            later = self._touched(texts, besides=list(texts), seen=seen)
            if all(near <= {written[id][0]} for id, near in later.items()):
                return
        groups = {id: group for id, (group, _) in written.items()}
        for _ in range(_TRIES):
            moves: dict[str, str] = {}
            for id, near in self._touched(texts, own=True).items():
                together = {*near, groups[id]}
                moves |= {group: min(together) for group in together if group != min(together)}
            if not moves:
                return
            for group in moves:
                # To the end at once: of g3 to g2 and g2 to g1 the later move would leave what it brought in g2.
                self._move([member.id for member in self._members(group)], _followed(group, moves))
            groups = {id: _followed(group, moves) for id, group in groups.items()}

    def _touched(
        self, texts: Mapping[str, Text], *, besides: Sequence[str] = (), own: bool = False, seen: Seen | None = None
    ) -> dict[str, set[str]]:
        """Return, by id, the groups that hold a text of the same story.

        ``besides``: articles that do not count; ``own``: whether each counts for the others, but not for itself;
        ``seen``: what need not be looked at again."""
        if not texts:
            return {}
        found = self._having_in_common(texts, besides, seen)
        touched: dict[str, set[str]] = {}
        for id, text in texts.items():
            _REMEMBERED.keep(text)
            groups: set[str] = set()
            for member in _most_alike(text, found[id]):
                if member.group in groups or (own and member.id == id):
                    continue
                if member.text == documents.text_key(text) or self._is_one_story(text, member):
                    groups.add(member.group)
            touched[id] = groups
        return touched

    def _is_one_story(self, text: Text, member: _Member) -> bool:
        digest = documents.digest(member.text)
        sketch = _REMEMBERED.sketch(digest)
        if sketch and not may_be_one_story(text.sketch, sketch):
            return False
        other = _REMEMBERED.get(digest, lambda: self._texts([member]).get(member.text))
        return other is not None and one_story(text, other)

    def _having_in_common(
        self, texts: Mapping[str, Text], besides: Sequence[str], seen: Seen | None
    ) -> dict[str, list[_Member]]:
        bands = {id: documents.band_keys(text) for id, text in texts.items()}
        every = sorted({band for keys in bands.values() for band in keys})
        among: dict[str, Any] = {"filter": [seen.later] if seen else [], "must_not": [{"terms": {"id": list(besides)}}]}
        body = self._search({**among, "filter": [{"terms": {"bands": every}}, *among["filter"]]})
        fits, members = self._at_most_seen(body, few=bool(seen))
        if fits:
            having: defaultdict[str, list[int]] = defaultdict(list)
            for place, member in enumerate(members):
                for band in member.bands:
                    having[band].append(place)
            places = {id: sorted({place for key in keys for place in having[key]}) for id, keys in bands.items()}
            return {id: [members[place] for place in some] for id, some in places.items()}
        searches: list[Mapping[str, Any]] = []
        for keys in bands.values():
            alike = {"should": [{"term": {"bands": band}} for band in keys], "minimum_should_match": 1}
            body = {**self._search({**alike, **among}), "size": _COMPARED, "collapse": {"field": "text"}}
            searches += [{"index": self._articles}, {**body, "track_total_hits": False}]
        with elasticsearch_errors():
            answers = self._client.msearch(searches=searches)["responses"]
        for answer in answers:
            if "error" in answer:
                raise Unavailable(f"Elasticsearch cannot look for copies: {answer['error'].get('reason')}")
        return {id: [_member(hit) for hit in answer["hits"]["hits"]] for id, answer in zip(bands, answers, strict=True)}

    def _at_most_seen(self, body: Mapping[str, Any], *, few: bool) -> tuple[bool, list[_Member]]:
        """Return whether no more than ``_SEEN`` articles are found, and which. Where the last batch found more, they
        are counted first, unless there can only be ``few``: those that are not used cost more than all else."""
        size = 0 if self._many and not few else _SEEN
        with elasticsearch_errors():
            answer = self._client.search(index=self._articles, **body, size=size, track_total_hits=_SEEN + 1)
        found = answer["hits"]["total"]["value"]
        if not few:
            self._many = found > _SEEN
        if size < found <= _SEEN:
            return self._at_most_seen(body, few=True)
        return found <= _SEEN, [_member(hit) for hit in answer["hits"]["hits"]]

    def _search(self, query: Mapping[str, Any]) -> dict[str, Any]:
        visible = {"bool": {**query, "filter": [*query.get("filter", []), {"term": {"deleted": False}}]}}
        # Without its id, of which all is stored together, a hit takes a quarter of the time.
        fields = ["id", "group", "text", "bands"]
        return {"query": visible, "_source": False, "stored_fields": "_none_", "docvalue_fields": fields}

    def _part(self, group: str) -> None:
        """Part the articles of a group that no longer belong together."""
        members = list(self._members(group))
        printing: dict[str, list[_Member]] = {}
        for member in members:
            printing.setdefault(member.text, []).append(member)
        if not 1 < len(printing) <= MAX_PARTED:
            return
        texts = {key: text for key, text in self._texts([some[0] for some in printing.values()]).items() if text}
        parts = [[member for key in part for member in printing[key]] for part in components(texts)]
        # The group is called after one of its articles, with which the name stays; or after one that is gone.
        namesake = group.partition("-")[2]
        staying = next((part for part in parts if any(member.id == namesake for member in part)), None)
        staying = staying or max(parts, key=len, default=[])
        for part in parts:
            if part is not staying:
                versions = self._read([member.id for member in part], ["stored.version"])
                own = [documents.own_group(hit["_id"], hit["_source"]["stored"]["version"]) for hit in versions]
                self._move([member.id for member in part], min(own))

    def _members(self, group: str) -> Iterator[_Member]:
        """Yield the visible articles of a group."""
        after: list[Any] | None = None
        while True:
            body = self._search({"filter": [{"term": {"group": group}}]})
            more: dict[str, Any] = {"search_after": after} if after else {}
            with elasticsearch_errors():
                answer = self._client.search(index=self._articles, **body, **more, size=_LISTED, sort=[{"id": "asc"}])
            hits = answer["hits"]["hits"]
            yield from map(_member, hits)
            if len(hits) < _LISTED:
                return
            after = hits[-1]["sort"]

    def _move(self, ids: Sequence[str], group: str) -> None:
        """Write articles and their quotes again, in another group; visible when this returns."""
        now = datetime.now(UTC)
        for start in range(0, len(ids), _READ_TOGETHER):
            articles: list[Put] = []
            quotes: list[list[Put]] = []
            for hit in self._read(ids[start : start + _READ_TOGETHER], ["stored", "deleted"]):
                source, revision = hit["_source"], hit["_version"]
                if source["deleted"]:
                    continue
                moved = {**source, "stored": {**source["stored"], "group": group}}
                article, said = documents.rebuilt(hit["_id"], revision, moved, now)
                articles.append(Put(self._articles, hit["_id"], revision, article, again=True))
                quotes.append(
                    [
                        Put(self._quotes, documents.quote_id(hit["_id"], slot), revision, document, again=True)
                        for slot, document in enumerate(said)
                    ]
                )
            # A conflict is with a newer version, whose writer sees to its group and its quotes.
            moved_quotes = zip(quotes, self._stored(articles), strict=True)
            self._stored([each for some, stored in moved_quotes if stored for each in some])
        with elasticsearch_errors():
            self._client.indices.refresh(index=[self._articles, self._quotes])

    def _stored(self, puts: Sequence[Put]) -> list[bool]:
        """Write documents and return which were not in conflict; raise the first failure."""
        outcomes = put(self._client, puts)
        for outcome in outcomes:
            if isinstance(outcome, QuotewireError):
                raise outcome
        return [outcome == "stored" for outcome in outcomes]

    def _texts(self, members: Sequence[_Member]) -> dict[str, Text | None]:
        """Return the texts of articles by their digest, read again: there is no need to keep their words twice."""
        text_of_id = {member.id: member.text for member in members}
        return {
            text_of_id[hit["_id"]]: text_of(Article.model_validate(hit["_source"]["stored"]["article"]))
            for hit in self._read(list(text_of_id), _TEXT_PARTS)
            if "article" in hit["_source"].get("stored", {})
        }

    def _read(self, ids: Sequence[str], parts: Sequence[str]) -> list[Mapping[str, Any]]:
        hits: list[Mapping[str, Any]] = []
        for start in range(0, len(ids), _READ_TOGETHER):
            with elasticsearch_errors():
                answer = self._client.mget(
                    index=self._articles, ids=ids[start : start + _READ_TOGETHER], source_includes=list(parts)
                )
            hits += [hit for hit in answer["docs"] if hit.get("found")]
        return hits


def _member(hit: Mapping[str, Any]) -> _Member:
    fields = hit["fields"]
    return _Member(fields["id"][0], fields["group"][0], fields.get("text", [""])[0], frozenset(fields.get("bands", ())))


def _most_alike(text: Text, members: Sequence[_Member]) -> list[_Member]:
    """Return the articles to compare a text with: one of each text in a group, those that share most bands first."""
    bands = frozenset(documents.band_keys(text))
    different = {(member.text, member.group): member for member in members}.values()
    shared = Counter({member: len(bands & member.bands) for member in different})
    return [member for member, _ in shared.most_common(_COMPARED)]


def _are_one_story(text: Text, other: Text) -> bool:
    return may_be_one_story(text.sketch, other.sketch) and one_story(text, other)


def _followed(group: str, moves: Mapping[str, str]) -> str:
    while group in moves:
        group = moves[group]
    return group
