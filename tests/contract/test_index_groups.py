"""Groups of copies: the same whatever order articles come in, whatever happens on the way, on both engines."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.search.groups.description import Group
from services.search.index.changes import Change
from services.search.index.filters import Filters
from services.search.index.port import Index
from services.search.index.questions import FoundArticleText, Kind, Request, Sort
from services.search.index.results import FoundQuote
from services.search.query import parse
from tests.contract.engines import Engine
from tests.contract.oracle import Oracle
from tests.contract.oracle_groups import Collapsed, collapsed, groups
from tests.contract.queries import articles
from tests.support import copies
from tests.support.copies import Story
from tests.support.corpus import Said, change, deletion, metadata_only

pytestmark = pytest.mark.timeout(900)

_UNHURRIED = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_FIRST_DAY = datetime(2026, 3, 1, 8, tzinfo=UTC)


def printed(id: str, story: Story, version: int = 1, *, said: Sequence[Said] = (), source: str = "Gull") -> Change:
    """An article that prints a story."""
    return change(
        id,
        version,
        title=story.title,
        text=story.body,
        said=said,
        source=source,
        published_at=_FIRST_DAY + timedelta(days=story.day),
    )


def told(index: Index, changes: Sequence[Change]) -> dict[str, Group | None]:
    """What the index says of the groups of the articles that it holds."""
    found = {}
    for id in dict.fromkeys(each.id for each in changes):
        if article := index.article(id):
            found[id] = article.group
    return found


def listed(index: Index, request: Request) -> Iterator[FoundArticleText | FoundQuote]:
    """All results, page by page; of each page, the total is that of the first."""
    page = index.search(request)
    total = page.total
    yield from page.hits
    while page.next:
        page = index.search(replace(request, after=page.next, facets=()))
        assert page.total == total
        yield from page.hits


ORIGINAL = copies.story(random.Random(3))


# --- what is one group ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["exact", "retitled", "edited", "cut", "framed"])
def test_a_copy_is_in_one_group_with_its_text(index: Index, kind: str) -> None:
    copy = copies.KINDS[kind](random.Random(kind), ORIGINAL)
    changes = [printed("a", replace(ORIGINAL, day=1)), printed("b", replace(copy, day=2))]
    assert index.write(changes) == ["written", "written"]
    group = told(index, changes)["b"]
    assert group is not None
    assert (group.first, group.size) == ("a", 2)
    assert told(index, changes)["a"] == group


def test_an_update_is_told_from_a_copy(index: Index) -> None:
    longer = replace(copies.expanded(random.Random(1), ORIGINAL), day=2)
    index.write([printed("a", replace(ORIGINAL, day=1)), printed("b", longer)])
    assert [group and group.kind for group in told(index, [printed("a", ORIGINAL)]).values()] == ["update"]
    index.write([printed("c", replace(ORIGINAL, day=2))])
    assert [group and group.kind for group in told(index, [printed("a", ORIGINAL)]).values()] == ["family"]


def test_strangers_and_forms_filled_in_anew_are_in_no_group(index: Index) -> None:
    source = random.Random(8)
    stories = [copies.story(source) for _ in range(20)] + list(copies.forms(source, 10))
    changes = [printed(f"s{number}", story) for number, story in enumerate(stories)]
    index.write(changes)
    assert set(told(index, changes).values()) == {None}


def test_one_text_under_many_addresses_is_one_group(index: Index) -> None:
    changes = [printed(f"n{number:04}", replace(ORIGINAL, day=1)) for number in range(200)]
    for start in range(0, 200, 50):
        index.write(changes[start : start + 50])
    assert {group and (group.id, group.size) for group in told(index, changes).values()} == {("g-n0000", 200)}


def test_two_groups_become_one_by_an_article_that_belongs_to_both(index: Index) -> None:
    beginning = replace(ORIGINAL, paragraphs=ORIGINAL.paragraphs[:3], day=1)
    end = replace(ORIGINAL, paragraphs=ORIGINAL.paragraphs[-3:], day=1)
    parts = [printed("a", beginning), printed("b", beginning), printed("c", end), printed("d", end)]
    index.write(parts)
    assert {group and group.id for group in told(index, parts).values()} == {"g-a", "g-c"}
    whole = printed("e", replace(ORIGINAL, day=1))
    index.write([whole])
    assert {group and (group.id, group.size) for group in told(index, [*parts, whole]).values()} == {("g-a", 5)}


@pytest.mark.parametrize("way", ["deleted", "rewritten"])
def test_a_group_falls_apart_without_what_held_it_together(index: Index, way: str) -> None:
    beginning = replace(ORIGINAL, paragraphs=ORIGINAL.paragraphs[:3], day=2)
    end = replace(ORIGINAL, paragraphs=ORIGINAL.paragraphs[-3:], day=1)
    parts = [printed("a", beginning), printed("b", beginning), printed("c", end), printed("d", end)]
    index.write([printed("e", replace(ORIGINAL, day=1)), *parts])
    assert {group and (group.id, group.size) for group in told(index, parts).values()} == {("g-c", 5)}
    other = copies.story(random.Random(9))
    assert index.write([deletion("e", 2) if way == "deleted" else printed("e", other, 2)]) == ["written"]
    assert {id: group and (group.id, group.size) for id, group in told(index, parts).items()} == {
        "a": ("g-a", 2),
        "b": ("g-a", 2),
        "c": ("g-c", 2),
        "d": ("g-c", 2),
    }


def test_a_repost_that_lost_its_text_leaves_the_group(index: Index) -> None:
    changes = [printed(id, replace(ORIGINAL, day=1)) for id in "abc"]
    index.write(changes)
    index.write([replace(change("b", 2, text="Please enable cookies."), version=2)])
    assert {id: group and group.size for id, group in told(index, changes).items()} == {"a": 2, "b": None, "c": 2}
    index.write([deletion("c", 2)])
    assert {id: group and group.size for id, group in told(index, changes).items()} == {"a": None, "b": None}


def test_a_change_of_other_fields_stays_in_the_group(index: Index) -> None:
    changes = [printed(id, replace(ORIGINAL, day=1)) for id in "abc"]
    index.write(changes)
    assert index.write([metadata_only(changes[0], 2, source="Evening Heron")]) == ["written"]
    assert {group and (group.id, group.size) for group in told(index, changes).values()} == {("g-a", 3)}


def test_copies_of_an_article_are_listed_without_itself(index: Index) -> None:
    index.write([printed(id, replace(ORIGINAL, day=day)) for id, day in (("a", 3), ("b", 1), ("c", 2))])
    index.write([printed("d", copies.story(random.Random(4)))])
    request = Request("articles", filters=Filters(copies_of="a"), sort="oldest")
    assert [hit.article.id for hit in index.search(request).hits if isinstance(hit, FoundArticleText)] == ["b", "c"]
    assert articles(index) == {"a", "b", "c", "d"}
    for nobody in ("d", "x"):
        assert index.search(replace(request, filters=Filters(copies_of=nobody))).total == 0


# --- in any order --------------------------------------------------------------------------------------------------


def written_in(index: Index, changes: Sequence[Change], source: random.Random) -> None:
    """Write changes in batches of any size; one in three batches is written twice, as by a process that was killed."""
    left = list(changes)
    while left:
        size = source.randint(1, 5)
        batch, left = left[:size], left[size:]
        for _ in range(2 if source.random() < 0.3 else 1):
            index.write(batch)


def events(source: random.Random) -> list[Change]:
    """Changes of a few families, of which some are replaced by other texts, and some deleted."""
    stories = []
    for _ in range(3):
        original = copies.story(source, source.randint(8, 16))
        kinds = source.choices(list(copies.KINDS), k=source.randint(1, 4))
        stories += [original, *(copies.KINDS[kind](source, original) for kind in kinds)]
        ends = original.paragraphs[:2], original.paragraphs[-2:]
        stories += [replace(original, paragraphs=end) for end in ends if source.random() < 0.4]
    changes = [printed(f"n{number:02}", story) for number, story in enumerate(stories)]
    for each in source.sample(changes, len(changes) // 3):
        other = source.choice(stories)
        later = printed(each.id, other, 2), deletion(each.id, 2), change(each.id, 2, text="Gone.")
        changes.append(source.choice(later))
    return changes


@given(seed=st.integers(0, 2**32))
@_UNHURRIED
def test_groups_are_the_same_in_any_order(engine: Engine, tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    changes = events(source)
    expected = groups(changes)
    source.shuffle(changes)
    with engine.opened(tmp_path) as index:
        written_in(index, changes, source)
        assert told(index, changes) == expected


@given(seed=st.integers(0, 2**32))
@example(seed=357)  # the third group joins the second, and the second the first, in one look
@_UNHURRIED
def test_groups_are_the_same_when_articles_are_put_back(engine: Engine, tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    changes = events(source)
    with engine.opened(tmp_path) as index, engine.opened(tmp_path) as other:
        written_in(index, changes, source)
        whole = list(index.whole_articles())
        source.shuffle(whole)
        for start in range(0, len(whole), 4):
            other.put_back(whole[start : start + 4])
        assert told(other, changes) == groups(changes)


# --- collapsed lists -----------------------------------------------------------------------------------------------

_SAID = (
    Said("We regret the noise", "Ada Nordmann"),
    Said("Nobody asked us about the bridge", "Bo Mol"),
    Said("We regret the noise", "Ada Nordmann"),
)
_SOURCES = ("Gull", "Heron", "Tern")


def newsroom() -> list[Change]:
    """Forty articles of some eight groups and some of none, with quotes that copies share."""
    source = random.Random(12)
    changes = []
    for family in range(12):
        original = copies.story(source, 8)
        kinds = source.choices(["exact", "retitled", "edited", "cut"], k=source.choice((0, 0, 2, 3, 7)))
        for number, story in enumerate([original, *(copies.KINDS[kind](source, original) for kind in kinds)]):
            said = source.sample(_SAID, source.randint(0, 3))
            id = f"f{family:02}-{number}"
            changes.append(printed(id, story, said=said, source=source.choice(_SOURCES)))
    source.shuffle(changes)
    return changes


NEWSROOM = newsroom()


@pytest.fixture(scope="module")
def copied(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """An index that holds the newsroom's articles; only to be read."""
    with engine.opened(tmp_path_factory.mktemp("copied")) as opened:
        assert set(opened.write(NEWSROOM)) == {"written"}
        yield opened


@given(
    kind=st.sampled_from(("articles", "quotes")),
    sort=st.sampled_from(("newest", "oldest", "longest", "shortest")),
    size=st.integers(1, 9),
    include=st.lists(st.sampled_from(_SOURCES), max_size=2, unique=True),
    q=st.sampled_from(("", "noise", "bridge OR ferry", "regret -bridge")),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_collapsed_list_shows_the_first_of_each_group(
    copied: Index, kind: Kind, sort: Sort, size: int, include: list[str], q: str
) -> None:
    request = Request(
        kind, parse(q), Filters(include={"source": include} if include else {}), sort, size, ("source",), collapse=True
    )
    every = Oracle(NEWSROOM).ids(request)
    expected = collapsed(kind, every, groups(NEWSROOM))
    page = copied.search(request)
    assert (page.total, page.matching) == (len(expected), len(every))
    assert sum(value.count for value in page.facets["source"]) == len(
        Oracle(NEWSROOM).ids(replace(request, filters=Filters()))
    )
    assert [_shown(hit) for hit in listed(copied, request)] == expected


def test_by_relevance_every_group_comes_once(copied: Index) -> None:
    for kind in ("articles", "quotes"):
        request = Request(kind, parse("noise OR bridge"), sort="relevance", size=3, facets=(), collapse=True)
        every = [_shown(hit).shown for hit in listed(copied, replace(request, collapse=False))]
        assert [_shown(hit) for hit in listed(copied, request)] == collapsed(kind, every, groups(NEWSROOM))


def test_a_list_that_is_not_collapsed_says_nothing_of_more(copied: Index) -> None:
    page = copied.search(Request("articles", size=100, facets=()))
    assert page.total == page.matching == len(NEWSROOM)
    found = {hit.article.id: hit.article for hit in page.hits if isinstance(hit, FoundArticleText)}
    assert {id: article.group for id, article in found.items()} == groups(NEWSROOM)
    assert {article.more for article in found.values()} == {None}


def test_pages_show_the_groups_of_one_moment(index: Index) -> None:
    stories = [copies.story(random.Random(seed)) for seed in range(6)]
    index.write([printed(f"{number}{id}", story) for number, story in enumerate(stories) for id in "abc"])
    request = Request("articles", sort="oldest", size=2, facets=(), collapse=True)
    page = index.search(request)
    second = index.search(replace(request, after=page.next))
    index.write([deletion("3b", 2), printed("4a", stories[5], 2), printed("9a", stories[0])])
    rest = index.search(replace(request, after=second.next))
    seen = [_shown(hit) for each in (page, second, rest) for hit in each.hits]
    assert rest.total == second.total == len(seen) == 6
    assert {shown.shown[0] for shown in seen} == set("012345")
    assert {shown.more for shown in seen} == {2}


def _shown(hit: FoundArticleText | FoundQuote) -> Collapsed:
    if isinstance(hit, FoundArticleText):
        return Collapsed(hit.article.id, -1 if hit.article.more is None else hit.article.more)
    return Collapsed(f"{hit.article.id}: {hit.text}", -1 if hit.more is None else hit.more)
