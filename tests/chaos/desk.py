"""A desk that says who is who while parts of a stack are killed, and knows what must hold afterwards.

It merges people and undoes that, loads a list of people, loads it anew with changes, and removes it. Every request may
be answered (then it has to be carried out, whole), refused or never answered (then it may be, whole). What was decided
is kept in a history; who is who has to be what the history says.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Self

import httpx

from shared.text import entity_id
from tests.chaos.client import Client
from tests.chaos.wire import Comparison, Say

GIVEN = ("Anna", "Oliver", "Maria", "Daniel", "Laura", "Peter", "Susan", "Martin")
SURNAMES = ("Hartwell", "Lindgren", "Osborne", "Pemberton", "Quimby", "Rutledge")
PEOPLE = [[f"{GIVEN[turn + n]} {surname}" for n in range(2)] for turn, surname in enumerate(SURNAMES)]
"""Two of each surname, who may be one."""

DECISIONS, KNOWLEDGE = "/v1/identities/decisions", "/v1/identities/knowledge"

SET = "harbour"
ENTRIES = 60
"""Entries of the list; the first is of somebody whom an article names."""
KNOWN = "Robert Ashworth"

GONE = 0
"""The edition of a list that was removed, or that nobody has loaded."""


@dataclass
class Pair:
    """Two people who may be one, and what was answered about them."""

    one: str
    other: str
    standing: str | None = None
    """Id of the merge that was answered and whose undoing was not yet."""
    merged: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    unanswered: int = 0
    """Merges that may have been taken or not."""


class Desk(Client):
    """Decides about people whom an article of its own names."""

    def __init__(self, ingest: str, search: str, seed: int, *, pause: float = 1.0) -> None:
        super().__init__(search, seed, pause=pause)
        self.pairs = [Pair(entity_id("PERSON", one), entity_id("PERSON", other)) for one, other in PEOPLE]
        self.possible = {GONE}
        self._edition = GONE
        self._waiting: list[str] = []
        self._ingest = ingest

    def __enter__(self) -> Self:
        said = [f"“Ship {number} is late,” said {name}." for number, name in enumerate([*chain(*PEOPLE), KNOWN])]
        article = {"title": "Late ships", "source": "desk", "body": "\n\n".join(said)}
        posted = httpx.post(f"{self._ingest}/v1/articles?wait=60", json=article, timeout=90)
        named = {entity["id"] for entity in posted.raise_for_status().json()["entities"]}
        assert {each for pair in self.pairs for each in (pair.one, pair.other)} <= named, named
        return super().__enter__()

    def settle(self, say: Say, seconds: float) -> None:
        """Wait until all that was answered is carried out; what is not by then is an error."""
        end = time.monotonic() + seconds
        while self._waiting:
            answer = self._client.get(f"{DECISIONS}/{self._waiting[0]}").raise_for_status().json()
            assert answer["state"] != "refused", answer
            if answer["state"] == "applied":
                del self._waiting[0]
                continue
            assert time.monotonic() < end, f"{len(self._waiting)} decisions are not carried out, such as {answer}"
            time.sleep(0.2)
        say(f"  the desk: {dict(self.answers)}")

    def compare(self) -> Comparison:
        """Compare the history with what was answered, and who is who with the history."""
        comparison = Comparison(0, 0)
        history = self._history()
        ids = Counter(decision["id"] for decision in history)
        comparison.doubled += [f"decision {id}" for id, count in ids.items() if count > 1]
        for pair in self.pairs:
            self._compare_pair(pair, [each for each in history if each["name"] in (pair.one, pair.other)], comparison)
        self._compare_list(comparison)
        return comparison

    def _compare_pair(self, pair: Pair, history: list[Any], comparison: Comparison) -> None:
        undone_at = {decision["id"]: decision["undone_at"] for decision in history}
        comparison.lost += [f"merge {id}" for id in pair.merged if id not in undone_at]
        comparison.lost += [f"undoing of {id}" for id in pair.undone if not undone_at.get(id)]
        if len(history) > len(pair.merged) + pair.unanswered:
            comparison.doubled.append(f"merges of {pair}: {history}")
        one = not all(undone_at.values())
        ids = {self._client.get(f"/v1/identities/{id}").json()["identity"]["id"] for id in (pair.one, pair.other)}
        quotes = [self._quotes(id) for id in (pair.one, pair.other)]
        if (len(ids) == 1, quotes) != (one, [2, 2] if one else [1, 1]):
            comparison.wrong.append(f"{pair} are {ids} with {quotes} quotes; the history says {history}")

    def _compare_list(self, comparison: Comparison) -> None:
        answer = self._client.get(f"{KNOWLEDGE}/{SET}", params={"size": 1_000})
        entries = answer.json()["results"] if answer.is_success else []
        sources = Counter(entry["source"] for entry in entries) or Counter({str(GONE): ENTRIES})
        if sources not in [Counter({str(edition): ENTRIES}) for edition in self.possible]:
            comparison.wrong.append(f"the list is of the editions {sources}; possible are {self.possible}")
        identity = self._client.get(f"/v1/identities/{entity_id('PERSON', KNOWN)}").json()["identity"]
        if (identity["decided_by"] == "knowledge") != bool(entries):
            comparison.wrong.append(f"{KNOWN} is {identity} with {len(entries)} entries")

    def _quotes(self, id: str) -> int:
        total: int = self._client.get("/v1/quotes", params={"speaker": id, "source": "desk"}).json()["total"]
        return total

    def _history(self) -> list[Any]:
        history: list[Any] = []
        params: dict[str, Any] = {"size": 100}
        while results := self._client.get(DECISIONS, params=params).raise_for_status().json()["results"]:
            history += [each["decision"] for each in results]
            params["before"] = results[-1]["id"]
        return history

    def _take_turn(self) -> None:
        dice = self._random.random()
        if dice < 0.6:
            self._turn(self._random.choice(self.pairs))
        elif dice < 0.9:
            self._load()
        else:
            self._remove()

    def _turn(self, pair: Pair) -> None:
        """Merge two who are apart, or undo the merge of two who are one."""
        if pair.standing:
            if self._decide("DELETE", f"{DECISIONS}/{pair.standing}"):
                pair.undone.append(pair.standing)
                pair.standing = None
            return
        answer = self._decide("POST", DECISIONS, json={"decision": "merge", "id": pair.other, "into": pair.one})
        if answer:
            pair.merged.append(answer["id"])
            pair.standing = answer["id"]
        elif answer is None:
            pair.unanswered += 1

    def _load(self) -> None:
        self._edition += 1
        others = [{"id": f"h{n}", "type": "PERSON", "names": [f"Person {n} Harbour"]} for n in range(1, ENTRIES)]
        entries = [{"id": "h0", "type": "PERSON", "names": [KNOWN, "Bob Ashworth"]}, *others]
        answer = self._decide("POST", KNOWLEDGE, json={"set": SET, "source": str(self._edition), "entries": entries})
        self._left(self._edition, answer)

    def _remove(self) -> None:
        self._left(GONE, self._decide("DELETE", f"{KNOWLEDGE}/{SET}"))

    def _left(self, edition: int, answer: dict[str, Any] | None) -> None:
        """Keep which editions of the list may be there."""
        if answer:
            self.possible = {edition}
        elif answer is None:
            self.possible.add(edition)

    def _decide(self, method: str, path: str, **request: Any) -> dict[str, Any] | None:
        """Return what was answered; {} where there was nothing to be done; None where it may be done or not."""
        answer = self._ask(method, path, **request)
        if answer is None:
            return None
        if answer.status_code in (404, 422):  # a list that is gone already; two who are one already
            self.answers["nothing to be done"] += 1
            return {}
        assert answer.status_code in (200, 202), f"{method} {path}: {answer.status_code} {answer.text}"
        self.answers["answered"] += 1
        said: dict[str, Any] = answer.json()
        self._waiting.append(said["id"])
        return said
