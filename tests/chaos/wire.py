"""A news wire that goes on filing stories while parts of a stack are killed, and knows what must be found afterwards.

Every request may be answered (then its outcome is promised), refused or never answered (then it may have happened or
not). A story's :attr:`Story.possible` holds exactly the outcomes that the promise of the README leaves open.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.chaos.client import Client

ABSENT = 0
"""The outcome of a deletion, and of a story that nobody has taken."""

LINES = (0, 2, 1, 3)
"""Quotes in an edition of a story, by edition: the second has fewer than the first."""

FILLER = "Nothing else happened at the port on that day. " * 60
"""Long enough that workers are at work when they are killed, and not at rest."""

LONG = 6
"""Every so many stories one has all of it, the others a sixth: more of them in a minute."""

MOST_WAITING = 20
"""Versions of one wire that may wait unfinished before it files the next: the promise leaves out the backlog, so a wire
that outruns a busy machine would only show how fast that annotates."""

RETAGGED = 10
"""Added to an edition for each change of the tags alone, which is not annotated anew: edition 2 with tag 1 is 12."""

PAGES = 6
"""Every so many stories one is posted as a page of HTML, which goes through one stage more."""

Say = Callable[[str], None]


def line(number: int, edition: int, index: int) -> str:
    """The content of one quote; unlike that of every other quote."""
    return f"The harbour at berth {number} took in {edition} ships and {index} barges"


@dataclass
class Story:
    """One article, and the editions of it that may be the newest."""

    number: int
    id: str | None = None
    editions: int = 0
    tag: int = 0
    possible: set[int] = field(default_factory=lambda: {ABSENT})

    @property
    def newest(self) -> int:
        """The outcome of its newest edition with its newest tag."""
        return self.editions + RETAGGED * self.tag

    def article(self, outcome: int, source: str) -> dict[str, Any]:
        """What is posted for an edition and a tag."""
        tag, edition = divmod(outcome, RETAGGED)
        said = [f"“{line(self.number, edition, i)},” said Anna Keller." for i in range(LINES[edition])]
        filler = FILLER[: len(FILLER) if self.number % LONG == 0 else len(FILLER) // 6]
        paragraphs = ["The port of Tarnby reported on Monday.", *said, filler]
        if self.number % PAGES:
            text = {"body": "\n\n".join(paragraphs)}
        else:
            text = {
                "html": f"<html><body><article>{''.join(f'<p>{p}</p>' for p in paragraphs)}</article></body></html>"
            }
        return text | {
            "title": f"Berth {self.number} ({source}), edition {edition}",  # equal words would be the same article
            "source": source,
            "external_id": f"berth-{self.number}",
            "tags": [f"tag-{tag}"] if tag else [],
        }


@dataclass
class Comparison:
    """What search finds, and what of it is not as it was promised."""

    articles: int
    quotes: int
    lost: list[str] = field(default_factory=list)
    """Stories and quotes that are not found though they have to be."""
    doubled: list[str] = field(default_factory=list)
    """Stories that are found twice, and quotes that are found too often or too long."""
    wrong: list[str] = field(default_factory=list)
    """Stories found in an edition that is not the newest, or that nobody filed."""


class Wire(Client):
    """Files stories under a source of its own."""

    def __init__(self, ingest: str, search: str, source: str, *, pause: float = 0.15) -> None:
        super().__init__(ingest, source, pause=pause)
        self.accepted: list[tuple[str, int, float]] = []
        """Id, version and time of each 202, for whoever looks at how long it takes."""
        self.waiting = 0
        """Versions that were accepted and are not finished, as far as whoever watches them has seen."""
        self.source = source
        self.stories: list[Story] = []
        self._search = search

    def file(self, count: int) -> None:
        """File ``count`` new stories now, without a thread."""
        for _ in range(count):
            self._file_new()

    def settle(self, say: Say, seconds: float) -> None:
        """Wait until every story that was answered is indexed or deleted; what is not by then is an error."""
        end, told = time.monotonic() + seconds, 0.0
        waiting = [story.id for story in self.stories if story.id]
        while waiting:
            answer = self._client.get(f"/v1/receipts/{waiting[0]}")
            if answer.status_code == 404:  # finished, and forgotten to make room: the search says how it ended
                del waiting[0]
                continue
            receipt = answer.raise_for_status().json()
            assert receipt["state"] != "quarantined", f"a story is in quarantine: {receipt}"
            if receipt["state"] in ("indexed", "deleted"):
                del waiting[0]
                continue
            assert time.monotonic() < end, f"{len(waiting)} stories neither indexed nor deleted, such as {receipt}"
            if time.monotonic() - told > 5:
                told = time.monotonic()
                say(f"  {len(waiting)} of {len(self.stories)} stories may be on their way ...")
            time.sleep(0.2)

    def verify(self) -> str:
        """Compare what search finds with what was promised; return the counts in words. Raises AssertionError."""
        comparison = self.compare()
        assert not comparison.lost, f"lost: {comparison.lost}"
        assert not comparison.doubled, f"found twice: {comparison.doubled}"
        assert not comparison.wrong, f"not as promised: {comparison.wrong}"
        counts = ", ".join(f"{count} {what}" for what, count in sorted(self.answers.items()))
        found = f"{comparison.articles} found with {comparison.quotes} quotes, each once"
        return f"{counts}; {len(self.stories)} stories, {found}"

    def compare(self) -> Comparison:
        """Compare what search finds with what was promised, story by story and quote by quote."""
        articles, quotes = self._stable()
        comparison = Comparison(len(articles), len(quotes))
        by_story = Counter(article["external_id"] for article in articles)
        comparison.doubled += [f"story {each}" for each, count in by_story.items() if count > 1]
        found = {article["external_id"]: article for article in articles}
        said = Counter((quote["article"]["id"], quote["text"].strip(" ,.")) for quote in quotes)
        expected: Counter[tuple[str, str]] = Counter()
        for story in self.stories:
            article = found.pop(f"berth-{story.number}", None)
            outcome = _outcome(article) if article else ABSENT
            if outcome not in story.possible:
                (comparison.wrong if article else comparison.lost).append(f"{story}: found {outcome} (0 is none)")
            if article:
                if story.id not in (None, article["id"]):
                    comparison.wrong.append(f"{story}: found as {article['id']}")
                edition = outcome % RETAGGED
                expected.update((article["id"], line(story.number, edition, i)) for i in range(LINES[edition]))
        comparison.wrong += [f"found, but never filed: {each}" for each in found]
        comparison.lost += [f"quote {quote}" for quote in expected - said]
        comparison.doubled += [f"quote {quote}" for quote in said - expected]
        return comparison

    def _take_turn(self) -> None:
        if self.waiting >= MOST_WAITING:
            return
        known = [story for story in self.stories if story.id]
        dice = self._random.random()
        if not known or dice < 0.6:
            self._file_new()
        elif dice < 0.75:
            self._file_edition(self._random.choice(known))
        elif dice < 0.85:
            self._retag(self._random.choice(known))
        elif dice < 0.95:
            self._delete(self._random.choice(known))
        else:
            self._repeat(self._random.choice(known))

    def _file_new(self) -> None:
        story = Story(len(self.stories) + 1)
        self.stories.append(story)
        self._file_edition(story)

    def _file_edition(self, story: Story) -> None:
        if story.editions + 1 < len(LINES):
            story.editions += 1
            self._post(story, story.newest)

    def _retag(self, story: Story) -> None:
        if story.editions:
            story.tag += 1
            self._post(story, story.newest)

    def _repeat(self, story: Story) -> None:
        if len(story.possible) == 1 and story.possible != {ABSENT}:
            self._post(story, story.newest)

    def _post(self, story: Story, outcome: int) -> None:
        self._file(story, outcome, "POST", "/v1/articles", json=story.article(outcome, self.source))

    def _delete(self, story: Story) -> None:
        self._file(story, ABSENT, "DELETE", f"/v1/articles/{story.id}")

    def _file(self, story: Story, outcome: int, method: str, path: str, **request: Any) -> None:
        answer = self._ask(method, path, **request)
        if answer is None:
            story.possible.add(outcome)
            return
        assert answer.status_code in (200, 202), f"{method} {path}: {answer.status_code} {answer.text}"
        self.answers["answered"] += 1
        if answer.status_code == 202:
            self.accepted.append((answer.json()["id"], answer.json()["version"], time.monotonic()))
        assert story.id in (None, answer.json()["id"]), f"{story} became {answer.json()['id']}"
        story.id = answer.json()["id"]
        story.possible = {outcome}

    def _stable(self) -> tuple[list[Any], list[Any]]:
        """Everything found, once two looks agree: what was never answered may still be on its way."""
        last: Any = None
        for _ in range(30):
            now = self._all("/v1/articles"), self._all("/v1/quotes")
            if now == last:
                return now
            last = now
            time.sleep(2)
        raise AssertionError("search does not come to rest")

    def _all(self, path: str) -> list[Any]:
        results: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            parameters = {"source": self.source, "sort": "oldest", "size": "100", **cursor}
            page = httpx.get(self._search + path, params=parameters, timeout=60).raise_for_status().json()
            results += page["results"]
            if not page["next_cursor"]:
                assert len(results) == page["total"], f"{path}: total says {page['total']}, pages have {len(results)}"
                return results
            cursor = {"cursor": page["next_cursor"]}


def _outcome(article: dict[str, Any]) -> int:
    """Which edition of a story was found, with which tag."""
    tag = int(article["tags"][0].removeprefix("tag-")) if article["tags"] else 0
    return int(article["title"].rsplit(" ", 1)[1]) + RETAGGED * tag
