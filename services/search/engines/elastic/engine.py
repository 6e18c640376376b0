"""Searches of Elasticsearch: always for whole answers, with failures as our own errors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlencode

import pydantic_core
from elasticsearch import Elasticsearch

from services.search.engines.elastic.failures import elasticsearch_errors, of_status
from services.search.engines.elastic.layout import Layout
from services.search.engines.elastic.snapshots import Snapshots
from services.search.index.questions import Kind, NamesRequest, Request

Body = Mapping[str, Any]
Answer = Mapping[str, Any]
Reads = Kind | Literal["identities"]
"""The indices that are searched."""
Question = tuple[Reads, Body]

_ONE = {"accept": "application/json", "content-type": "application/json"}
_MANY = {"accept": "application/json", "content-type": "application/x-ndjson"}


class Engine:
    """The indices that are searched: articles, quotes, and whom names mean."""

    def __init__(self, client: Elasticsearch, layout: Layout, snapshots: Snapshots, *, cached: bool = True) -> None:
        """``cached``: whether Elasticsearch keeps what matches a question, in order, and what it has counted of that,
        until the index changes. Without being told so it does where no documents are asked for."""
        self._client = client
        self._common: Body = {"allow_partial_search_results": False, "request_cache": cached}
        self._parameters = {name: str(value).lower() for name, value in self._common.items()}
        self._read: dict[Reads, str] = {
            "articles": layout.articles.read,
            "quotes": layout.quotes.read,
            "identities": layout.resolutions,
        }
        self._snapshots = snapshots

    def ask(self, kind: Reads, body: Body, like: Body | None = None) -> Answer:
        """Search what is there now.

        The same question asks the same copy of a shard: scores, and so the order, can differ between copies. ``like``:
        what several questions have in common that have to ask the same one.
        """
        with elasticsearch_errors():
            return self._search(f"/{self._read[kind]}", body, {"preference": _preference(like or body)})

    def ask_again(self, kind: Kind, body: Body, snapshot: str | None, client: str) -> tuple[Answer, str]:
        """Search a moment that is kept: ``snapshot``, or the present one where it is None.

        Return the answer, and the id that the moment has to be asked for by next.
        """
        with elasticsearch_errors():
            moment = snapshot or self._snapshots.open(self._read[kind], _preference(body), client)
        with elasticsearch_errors(in_snapshot=True):
            pit = {"id": moment, "keep_alive": self._snapshots.keep_alive}
            answer = self._search("", {**body, "pit": pit}, {})
        self._snapshots.used(moment, answer["pit_id"], client)
        return answer, answer["pit_id"]

    def ask_together(self, *questions: Question, filter_path: Sequence[str] = ()) -> Sequence[Answer]:
        """Search several times in one request; return the answers in order, of each only what ``filter_path`` names if
        it names something."""
        lines: list[Body] = []
        for kind, body in questions:
            lines += [{"index": self._read[kind], "preference": _preference(body), **self._common}, body]
        written = b"".join(pydantic_core.to_json(line) + b"\n" for line in lines)
        shown = [f"responses.{path}" for path in (*filter_path, "status", "error")] if filter_path else []
        with elasticsearch_errors():
            answers: list[Answer] = self._request("/_msearch", _MANY, written, shown)["responses"]
        for answer in answers:
            if "error" in answer:
                raise of_status(answer["status"], f"{answer['error'].get('type')}: {answer['error'].get('reason')}")
        return answers

    def ask_each(self, questions: Mapping[str, Question]) -> dict[str, Answer]:
        """Search several times in one request; return the answers by the names of the questions."""
        if len(questions) > 1:
            return dict(zip(questions, self.ask_together(*questions.values()), strict=True))
        return {name: self.ask(*question) for name, question in questions.items()}

    def _search(self, index: str, body: Body, parameters: Mapping[str, str]) -> Answer:
        """Search by the client's request itself: its method for searches sorts sixty arguments, which takes as long as
        making JSON of them and reading the answer's."""
        asked = dict(body)
        shown = asked.pop("filter_path", ())
        target = f"{index}/_search?{urlencode({**self._parameters, **parameters})}"
        return self._request(target, _ONE, pydantic_core.to_json(asked), shown)

    def _request(self, target: str, headers: Mapping[str, str], body: bytes, filter_path: Sequence[str]) -> Answer:
        if filter_path:
            target = f"{target}{'&' if '?' in target else '?'}filter_path={','.join(filter_path)}"
        answer: Answer = self._client.perform_request("POST", target, headers=headers, body=body).body
        return answer


class Moment:
    """The moment that the pages of one list look at: the present, until somebody asks for a second page."""

    def __init__(self, engine: Engine, request: Request | NamesRequest) -> None:
        self._engine = engine
        self._request = request
        self.snapshot: str | None = request.after["snapshot"] if request.after else None
        """What :attr:`Page.next` has to hold; None while the present is looked at."""

    def ask(self, body: Body, like: Body | None = None) -> Answer:
        """Search this moment; see :meth:`Engine.ask`."""
        if self._request.after is None:
            return self._engine.ask(self._request.kind, body, like)
        answer, self.snapshot = self._engine.ask_again(self._request.kind, body, self.snapshot, self._request.client)
        return answer

    def ask_together(self, bodies: Mapping[str, Body], beside: Mapping[str, Question]) -> dict[str, Answer]:
        """Search this moment several times, and what is ``beside`` it as it is now; in one request if this moment is
        the present, too. Return the answers by the names of the questions."""
        answers: dict[str, Answer] = {}
        questions = dict(beside)
        if self._request.after is None:
            questions |= {name: (self._request.kind, body) for name, body in bodies.items()}
        else:
            answers |= {name: self.ask(body) for name, body in bodies.items()}
        return answers | self._engine.ask_each(questions)


def _preference(body: Body) -> str:
    question = [body.get("query"), body.get("sort")]
    return hashlib.sha256(pydantic_core.to_json(question)).hexdigest()[:16]
