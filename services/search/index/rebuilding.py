"""The rebuild port: what an index is rebuilt for, and the means of one engine to do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from services.search.index.questions import Filters
from services.search.query import Node, parse
from shared.models import Annotation, Annotator


class CannotRebuild(Exception):
    """Something that a person has to decide, in one sentence that says what to do."""


@dataclass(frozen=True)
class Plan:
    """What an index is rebuilt for. An interrupted run is only gone on with under the same plan."""

    annotator: Annotator | None = None
    """Whose annotations the selected articles shall have; None: a plain reindex."""
    q: str = ""
    """Select only articles that match this query."""
    versions: tuple[str, ...] = ()
    """Select only articles of these versions of the annotator."""

    @property
    def words(self) -> Node | None:
        """The query, parsed. Raises QuerySyntax."""
        return parse(self.q) if self.q else None

    @property
    def filters(self) -> Filters:
        """The selected articles, but for the query: never those that the annotator has made already."""
        present = (self.annotator.version,) if self.annotator else ()
        return Filters(include={"annotator": self.versions}, exclude={"annotator": present})

    @property
    def record(self) -> dict[str, Any]:
        """As JSON values, to be compared with those of an interrupted run."""
        return asdict(self) | {
            "annotator": self.annotator.model_dump() if self.annotator else None,
            "versions": list(self.versions),
        }

    @staticmethod
    def told(record: dict[str, Any]) -> str:
        """What a plan's :attr:`record` asks for, in the words of the command line."""
        if record["annotator"] is None:
            return "quotewire reindex"
        options = [f"--q '{record['q']}'"] if record["q"] else []
        options += [f"--annotator '{version}'" for version in record["versions"]]
        return f"{' '.join(['quotewire reannotate', *options])} (by annotator {record['annotator']['version']})"


@dataclass(frozen=True)
class Held:
    """What the index in use holds under one id: an article, or what is left of a deleted one."""

    id: str
    revision: int
    kept: Any
    """All that has to be carried over, as the engine has it; nobody else's business."""
    annotator: Annotator | None = None
    """Who annotated it; None where nothing is selected."""
    title: str = ""
    body: str = ""


@dataclass(frozen=True)
class Batch:
    """A few articles that a pass has come to."""

    held: Sequence[Held]
    """With title, body and annotator if the plan selects it."""
    passed: int
    """How far it brings the pass, in the unit of :attr:`Pass.total`."""


@dataclass(frozen=True)
class Pass:
    """One way through the index in use. Leaving ``batches`` early is fine: the next pass has the rest."""

    total: int
    batches: Iterator[Batch]


Begun = Literal["anew", "resumed", "finished"]
"""``finished``: an interrupted run had come as far as the swap, and nothing is left to do."""


class Rebuild(Protocol):
    """An index in the making, on one engine. Not shared by threads. Methods raise Unavailable while it is away."""

    def begin(self, plan: Plan) -> Begun:
        """Make the new index, or take up the one of an interrupted run. Raises CannotRebuild if somebody is at work,
        or was interrupted under another plan, or if there is nothing to rebuild."""

    def unfinished(self) -> bool:
        """Whether a run is at work, or was interrupted."""

    def behind(self) -> Pass:
        """What has to be carried over: what the new index lacks or has older."""

    def put(self, batch: Sequence[tuple[Held, Annotation | None]]) -> None:
        """Carry these over, with a new annotation where one is given. Raises CannotRebuild for one that it refuses."""

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else writes into the index in use within this; they wait."""

    def swap(self) -> None:
        """Put the new index in the place of the one in use, which is kept for cursors where the engine can do that.
        Only within :meth:`alone`, after a last pass."""

    def abort(self) -> bool:
        """Drop what an interrupted run has left; whether there was something. Raises CannotRebuild while one runs."""

    def close(self) -> None:
        """Let go: somebody else may go on with it."""
