"""Identities from end to end of the indexer: names are resolved after the articles that give them were written."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest

from services.ingest.forms.article import identify
from services.search import worker
from services.search.api import make_api
from services.search.bootstrap import open_index
from services.search.identified.identified_index import identified
from services.search.identified.resolver import TOGETHER, Resolver
from services.search.identities.resolutions import Resolution
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import Request
from services.search.index.results import IdentifiedArticle
from services.search.settings import Settings
from services.search.worker import Indexer
from shared.delivery.connection import connect
from shared.delivery.jobs import Job
from shared.delivery.receipts import Receipts
from shared.delivery.unresolved import Unresolved
from shared.models.articles import Article
from tests.support.corpus import Said, change
from tests.support.dying import Dying, Killed
from tests.support.serving import serving

pytestmark = pytest.mark.redis

ANN, INITIAL, SURNAME = "person:ann-lindqvist", "person:ann-j-lindqvist", "person:lindqvist"


@pytest.fixture
def unresolved(search_settings: Settings) -> Unresolved:
    return Unresolved(connect(search_settings), prefix=search_settings.queue_name_prefix)


@pytest.fixture
def index(search_settings: Settings) -> Iterator[Index]:
    opened = open_index(search_settings)
    opened.prepare()
    yield opened
    opened.close()


def _jobs(*names: Sequence[str], version: int = 1, roles: Sequence[str | None] = ()) -> list[Job]:
    """Return articles ``a``, ``b`` … in each of which the first speaks, in a role, and the others are named."""
    jobs = []
    for id, each, role in zip_longest("abcdefgh"[: len(names)], names, roles):
        said = [Said("We shall see.", each[0], role=role)] if each else []
        written = change(id * 20, version, said=said, naming=each[1:])
        assert written.article and written.annotation
        jobs.append(
            Job(
                id=written.id,
                version=version,
                payload=written.article.model_dump_json(),
                annotation=written.annotation.model_dump_json(),
                operation="put",
                request_id="r",
                text_hash=f"{written.text_hash}{version}",
                accepted_at=written.accepted_at,
                attempts=1,
                first=version == 1,
            )
        )
    return jobs


LEE = (
    ["Ann Lindqvist", "Theo Brandt"],
    ["Ann J. Lindqvist", "Theo Brandt"],
    ["Ann Lindqvist", "Theo Brandt"],
    ["Lindqvist", "Theo Brandt"],
)


def _who(index: Index, id: str) -> dict[str, str | None]:
    article = identified(index).article(id * 20)
    assert isinstance(article, IdentifiedArticle)
    return {entity.id: entity.identity.id if entity.identity else None for entity in article.entities}


def test_after_a_pause_one_person_is_one_identity(search_settings: Settings, index: Index) -> None:
    indexer = Indexer(search_settings)

    indexer(_jobs(*LEE))
    indexer.look()

    identity = f"{ANN}~1"
    assert [_who(index, id)[name] for id, name in zip("abcd", (ANN, INITIAL, ANN, SURNAME), strict=True)] == [
        identity,
        identity,
        identity,
        identity,
    ]
    found = identified(index).search(Request("quotes", filters=Filters(include={"speaker": ("Lindqvist",)}), size=0))
    assert found.total == len(LEE)


def test_while_articles_wait_to_be_annotated_names_have_a_part_of_the_time_only(
    search_settings: Settings, index: Index, unresolved: Unresolved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SHORTEST_RESOLVING", float("inf"))  # none of the part has been saved up yet
    receipts = Receipts(connect(search_settings), prefix=search_settings.queue_name_prefix, keep_days=1)
    indexer = Indexer(search_settings)
    indexer(_jobs(*LEE))
    waiting = unresolved.waiting()
    accepted = receipts.accept(identify(Article(title="t", body="text")), "r")

    indexer.look()
    assert unresolved.waiting() == waiting > 0

    receipts.delete(accepted.id, "r")
    indexer.look()
    assert unresolved.waiting() == 0


def test_a_killed_indexer_has_lost_nothing(search_settings: Settings, index: Index, unresolved: Unresolved) -> None:
    Indexer(search_settings)(_jobs(*LEE))
    waiting = unresolved.waiting()
    assert unresolved.take(3)  # and it dies with them

    Indexer(search_settings).look()

    assert waiting > 0
    assert unresolved.waiting() == 0
    assert _who(index, "d")[SURNAME] == f"{ANN}~1"


def test_a_name_that_comes_while_it_is_looked_at_is_looked_at_again(unresolved: Unresolved) -> None:
    unresolved.note({"person:lee"})
    (name,) = unresolved.take(10)

    unresolved.note({"person:lee"})
    unresolved.done([name])

    assert unresolved.take(10) == ["person:lee"]


def test_what_articles_say_no_more_counts_no_more(search_settings: Settings, index: Index) -> None:
    indexer = Indexer(search_settings)
    indexer(_jobs(*LEE))
    indexer.look()

    indexer(_jobs(["Theo Brandt"], ["Theo Brandt"], ["Theo Brandt"], version=2))
    indexer.look()

    assert _who(index, "d")[SURNAME] is None


def test_an_index_of_before_is_walked_through_once(
    search_settings: Settings, index: Index, unresolved: Unresolved
) -> None:
    index.write(
        [
            change(id * 20, said=[Said("We shall see.", who)], naming=rest)
            for id, (who, *rest) in zip("abcd", LEE, strict=True)
        ]
    )
    resolver = Resolver(index, unresolved)

    walked = resolver.walk(), resolver.walk()
    resolver.resolve(60)

    assert walked == (True, False)
    assert _who(index, "d")[SURNAME] == f"{ANN}~1"
    assert unresolved.waiting() == 0


def test_namesakes_are_told_apart_and_an_old_id_leads_on(search_settings: Settings, index: Index) -> None:
    indexer = Indexer(search_settings)
    articles = ["Ann Lindqvist", "Theo Brandt"], ["Ann Lindqvist", "Lena Foss"]
    indexer(_jobs(*articles, roles=["finance minister", "striker"]))
    indexer.look()

    minister, striker = _who(index, "a")[ANN], _who(index, "b")[ANN]
    with serving(make_api(search_settings, index)) as client:
        profiles = [client.get(f"/v1/entities/{id}").json() for id in (minister, striker)]
    indexer(_jobs(*articles, version=2, roles=["finance minister", "former striker"]))
    indexer.look()

    assert (minister, striker) == (f"{ANN}~office", f"{ANN}~sport")
    assert [profile["name"] for profile in profiles] == ["Ann Lindqvist (minister)", "Ann Lindqvist (striker)"]
    assert [profile["quotes_by"] for profile in profiles] == [1, 1]
    assert _who(index, "a")[ANN] == _who(index, "b")[ANN] == f"{ANN}~1"
    found = identified(index).search(Request("quotes", filters=Filters(include={"speaker": (str(striker),)}), size=0))
    assert found.total == len(articles)


def test_the_page_and_the_profile_say_what_else_somebody_is_called(search_settings: Settings, index: Index) -> None:
    indexer = Indexer(search_settings)
    indexer(_jobs(*LEE))
    indexer.look()

    with serving(make_api(search_settings, index)) as client:
        profile = client.get(f"/v1/entities/{SURNAME}").json()
        page = client.get(f"/names/{INITIAL}").text

    assert (profile["id"], profile["identity"]["id"], profile["quotes_by"]) == (ANN, f"{ANN}~1", len(LEE))
    assert {name["value"]: name["count"] for name in profile["names"]} == {ANN: 2, INITIAL: 1, SURNAME: 1}
    assert "Also as" in page
    assert "Ann J. Lindqvist</span> (1)" in page


def test_the_page_of_a_name_of_several_leads_to_each(search_settings: Settings, index: Index) -> None:
    indexer = Indexer(search_settings)
    indexer(_jobs(*LEE))
    index.put_resolutions([Resolution(SURNAME, "", {"d" * 20: ANN, "a" * 20: "person:theo-brandt"})])

    with serving(make_api(search_settings, index)) as client:
        page = client.get(f"/names/{SURNAME}").text

    assert "Several bear this name" in page
    assert f"/names/{ANN}~1" in page.replace("%3A", ":").replace("%7E", "~")


def test_the_order_of_articles_makes_no_identity(search_settings: Settings, tmp_path: Path) -> None:
    outcomes = []
    for number, order in enumerate(((0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2))):
        other = search_settings.model_copy(
            update={"sqlite_path": tmp_path / f"{number}.sqlite3", "queue_name_prefix": f"o{number}{uuid.uuid4().hex}"}
        )
        indexer, jobs = Indexer(other), _jobs(*LEE)
        for place in order:
            indexer([jobs[place]])
            indexer.look()
        index = open_index(other)
        outcomes.append({id: _who(index, id) for id in "abcd"})
        index.close()

    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_decisions_are_worked_out_once_for_all_names_that_wait(
    search_settings: Settings, index: Index, unresolved: Unresolved
) -> None:
    asked: list[str] = []
    resolver = Resolver(Dying(index, 0, asked, ("decisions",)), unresolved)
    resolver.note_again({f"person:name{number}" for number in range(2 * TOGETHER)})

    assert resolver.resolve(60)
    assert unresolved.waiting() == 0
    assert len(asked) == 2, "before the call and behind it"


def test_names_that_were_taken_and_not_done_come_again_to_who_begins_after_a_kill(
    search_settings: Settings, index: Index, unresolved: Unresolved
) -> None:
    index.write(
        [
            change(id * 20, said=[Said("We shall see.", who)], naming=rest)
            for id, (who, *rest) in zip("abcd", LEE, strict=True)
        ]
    )
    dying = Resolver(Dying(index, 1, [], ("decisions",)), unresolved)
    dying.note_again({"person:lindqvist", "person:brandt"})

    with pytest.raises(Killed):
        dying.resolve(60)
    again = Unresolved(connect(search_settings), prefix=search_settings.queue_name_prefix)

    assert Resolver(index, again).resolve(60)
    assert again.waiting() == 0
    assert again.take(10) == []
    assert _who(index, "d")[SURNAME] == f"{ANN}~1"
