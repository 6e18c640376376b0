"""Grouping: which articles of the indices print one text, kept up to date with each batch that is written.

Every article, and every quote of it, has a ``group``: that of a copy, or one of its own. It is looked up before a batch
is written, so that copies nearly always come with the right one. When the batch is visible it is looked up again: only
then are two known that were written at the same time, or that a third one joins, and the documents of the younger group
are written again, at their own revision. Of two processes at work on one group at least the last sees what both did.
The second look is at what others have written since the first alone, unless the first has found something to join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from elasticsearch import Elasticsearch

from services.search.engines.elastic import documents
from services.search.engines.elastic.bulk import Put, put
from services.search.engines.elastic.failures import elasticsearch_errors
from services.search.engines.elastic.look import READ_TOGETHER, Look, Member
from services.search.engines.elastic.seen import Seen, seen_once_refreshed
from services.search.groups.components import MAX_PARTED, components
from services.search.groups.matching import may_be_one_story, one_story
from services.search.groups.texts import Text
from shared.errors import QuotewireError, Unavailable

_TRIES = 5
"""Looks at a batch until no group changes any more. Two suffice unless other processes join the same groups."""


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
        self._look = Look(client, articles)
        self._seen: Seen | None = None

    def assign(self, coming: Mapping[str, tuple[int, Text | None]], held: Collection[str]) -> Assigned:
        """Return the groups of articles that are about to be written; ``coming``: by id, version and text; ``held``:
        those that the index holds, with texts that are about to be replaced."""
        seen = self._seen
        texts = {id: text for id, (_, text) in coming.items() if text}
        touched = self._look.touched(texts, besides=held)
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
            later = self._look.touched(texts, besides=list(texts), seen=seen)
            if all(near <= {written[id][0]} for id, near in later.items()):
                return
        groups = {id: group for id, (group, _) in written.items()}
        for _ in range(_TRIES):
            moves: dict[str, str] = {}
            for id, near in self._look.touched(texts).items():
                together = {*near, groups[id]}
                moves |= {group: min(together) for group in together if group != min(together)}
            if not moves:
                return
            for group in moves:
                # To the end at once: of g3 to g2 and g2 to g1 the later move would leave what it brought in g2.
                self._move([member.id for member in self._look.members(group)], _followed(group, moves))
            groups = {id: _followed(group, moves) for id, group in groups.items()}

    def _part(self, group: str) -> None:
        """Part the articles of a group that no longer belong together."""
        members = list(self._look.members(group))
        printing: dict[str, list[Member]] = {}
        for member in members:
            printing.setdefault(member.text, []).append(member)
        if not 1 < len(printing) <= MAX_PARTED:
            return
        texts = {key: text for key, text in self._look.texts([some[0] for some in printing.values()]).items() if text}
        parts = [[member for key in part for member in printing[key]] for part in components(texts)]
        # The group is called after one of its articles, with which the name stays; or after one that is gone.
        namesake = group.partition("-")[2]
        staying = next((part for part in parts if any(member.id == namesake for member in part)), None)
        staying = staying or max(parts, key=len, default=[])
        for part in parts:
            if part is not staying:
                versions = self._look.read([member.id for member in part], ["stored.version"])
                own = [documents.own_group(hit["_id"], hit["_source"]["stored"]["version"]) for hit in versions]
                self._move([member.id for member in part], min(own))

    def _move(self, ids: Sequence[str], group: str) -> None:
        """Write articles and their quotes again, in another group; visible when this returns."""
        now = datetime.now(UTC)
        for start in range(0, len(ids), READ_TOGETHER):
            articles: list[Put] = []
            quotes: list[list[Put]] = []
            for hit in self._look.read(ids[start : start + READ_TOGETHER], ["stored", "deleted"]):
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


def _are_one_story(text: Text, other: Text) -> bool:
    return may_be_one_story(text.sketch, other.sketch) and one_story(text, other)


def _followed(group: str, moves: Mapping[str, str]) -> str:
    while group in moves:
        group = moves[group]
    return group
