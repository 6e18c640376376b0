"""Rebuilding: what an index is rebuilt for, how a rebuild begins, and the port by which each engine does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, Protocol

from services.search.index.filters import Filters
from services.search.query import Node, parse
from shared.cleaning.article import CleanedArticle
from shared.models.annotations import Annotation, Annotator
from shared.models.articles import Article


class CannotRebuild(Exception):
    """Something that a person has to decide, in one sentence that says what to do."""


@dataclass(frozen=True)
class Plan:
    """What an index is rebuilt for. An interrupted run is resumed only under the same plan."""

    annotator: Annotator | None = None
    """Whose annotations the selected articles shall have; None: a plain reindex."""
    q: str = ""
    """Select only articles that match this query."""
    versions: tuple[str, ...] = ()
    """Select only articles of these versions of the annotator."""
    clean: bool = False
    """Clean the selected articles by the present rules first, those of the present annotator, too."""

    @property
    def words(self) -> Node | None:
        """The query, parsed. Raises QuerySyntax."""
        return parse(self.q) if self.q else None

    @property
    def filters(self) -> Filters:
        """The selected articles, but for the query."""
        return replace(self.outdated, exclude={}) if self.clean else self.outdated

    @property
    def outdated(self) -> Filters:
        """Those among them that the annotator has not made already."""
        present = (self.annotator.version,) if self.annotator else ()
        return Filters(include={"annotator": self.versions}, exclude={"annotator": present}, act="any")

    @property
    def record(self) -> dict[str, Any]:
        """JSON values, to be compared with those of an interrupted run."""
        return asdict(self) | {
            "annotator": self.annotator.model_dump() if self.annotator else None,
            "versions": list(self.versions),
        }

    @staticmethod
    def as_command(record: Mapping[str, Any]) -> str:
        """Return the command line that asks for a plan, from its :attr:`record`."""
        if record["annotator"] is None:
            return "quotewire reindex"
        options = [f"--q '{record['q']}'"] if record["q"] else []
        options += [f"--annotator '{version}'" for version in record["versions"]]
        options += ["--clean"] if record.get("clean") else []
        return f"{' '.join(['quotewire reannotate', *options])} (by annotator {record['annotator']['version']})"


Begun = Literal["new", "resumed", "finished"]
"""How a rebuild begins. ``finished``: an interrupted run had come as far as the swap, and nothing is left to do."""


def decide(progress: Mapping[str, Any], plan: Plan, layout: int, in_use: object) -> Begun:
    """Return how a rebuild begins.

    ``progress`` is what an interrupted run has left: its ``plan`` and ``layout``, the ``source`` that was in use and
    its ``target``; empty where nothing was begun. ``in_use`` is what is in use now, named as these two are, and
    ``layout`` the number of this release's. Raises CannotRebuild where the interrupted run has to be finished or
    dropped first.
    """
    if not progress:
        return "new"
    if (progress["plan"], progress["layout"]) != (plan.record, layout):
        raise CannotRebuild(
            f"An earlier run is unfinished: {Plan.as_command(progress['plan'])}. Finish it, or drop it with --abort."
        )
    if in_use == progress["target"]:
        return "finished"
    if in_use != progress["source"]:
        raise CannotRebuild("The index in use was replaced since the earlier run began: drop that run with --abort.")
    return "resumed"


def require_same_count(in_use: int, new: int) -> None:
    """Raise CannotRebuild where the new index has not as many articles as the one in use, right before the swap."""
    if in_use != new:
        raise CannotRebuild(
            f"The index in use has {in_use} articles, the new one {new}: was the index in use restored meanwhile?"
            " Drop the new one with --abort, and start again."
        )


@dataclass(frozen=True)
class StoredEntry:
    """An entry of the index in use: an article, or what is left of a deleted one."""

    id: str
    revision: int
    kept: Any
    """All that has to be copied, in the engine's own form; nobody else reads it."""
    annotator: Annotator | None = None
    """Who annotated it; None where nothing is selected."""
    article: CleanedArticle | None = None
    """The current version of what is selected; copied in the place of the kept one, along with a new annotation."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Former ids of its quotes, where ``kept`` does not hold them."""


def has_same_text(one: Article | None, other: Article | None) -> bool:
    """Return whether two articles have the same title and body, so that a hash of one's text is the other's."""
    return one is not None and other is not None and (one.title, one.body) == (other.title, other.body)


@dataclass(frozen=True)
class Batch:
    """A few entries that a pass has come to."""

    entries: Sequence[StoredEntry]
    """With article and annotator if the plan selects them."""
    passed: int
    """How far it brings the pass, in the unit of :attr:`Pass.total`."""


@dataclass(frozen=True)
class Pass:
    """One way through the index in use. Leaving ``batches`` early is fine: the next pass has the rest."""

    total: int
    batches: Iterator[Batch]


class Rebuild(Protocol):
    """An index in the making, on one engine. Not shared by threads. Methods raise Unavailable while it is away."""

    def begin(self, plan: Plan) -> Begun:
        """Create the new index, or take up the one of an interrupted run, see :func:`decide`. Raises CannotRebuild if
        another rebuild is at work, was interrupted under another plan, or if there is nothing to rebuild."""

    def unfinished(self) -> bool:
        """Return whether a run is at work, or was interrupted."""

    def pending(self) -> Pass:
        """Return the entries that have to be copied: those that the new index lacks or has older."""

    def copy(self, batch: Sequence[tuple[StoredEntry, Annotation | None]]) -> None:
        """Copy these entries, with a new annotation where one is given. Raises CannotRebuild for one that the new index
        refuses."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Keep everybody else from writing into the index in use; they wait."""

    def swap(self) -> None:
        """Put the new index in the place of the one in use, which is kept for cursors where the engine can do that.
        Only within :meth:`exclusive`, after a last pass."""

    def abort(self) -> bool:
        """Drop what an interrupted run has left, and return whether there was something. Raises CannotRebuild while
        one is at work."""

    def close(self) -> None:
        """Let another process take up this rebuild."""
