"""Feature tables, and the file that was fitted with them."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from services.nlp.attribution.attributing import SECOND
from services.nlp.attribution.quoted_features import FIRST
from services.nlp.clauses.features import CLAUSE
from services.nlp.fitted_files import FittedFileMismatch
from services.nlp.ranking.feature_table import FeatureTable

TABLE = FeatureTable("test", {"tokens": "its tokens", "tag": "its tag"}, {"tag": ("NN", "VB")})
TABLES = pytest.mark.parametrize("table", [FIRST, SECOND, CLAUSE], ids=lambda table: table.ranker)


@TABLES
def test_the_shipped_rankers_were_fitted_with_the_features_of_the_code(table: FeatureTable) -> None:
    stored = json.loads(files("services.nlp.ranking").joinpath("rankers.json").read_text("utf-8"))
    table.check(stored[table.ranker])


@TABLES
def test_features_have_names_of_their_own_that_say_what_they_measure(table: FeatureTable) -> None:
    assert all(name.isidentifier() and name.islower() for name in table.names)
    assert all(table.measures.values())
    assert set(table.categories) <= set(table.names)


def test_the_second_ranker_knows_what_the_first_does() -> None:
    assert SECOND.names[: len(FIRST.names)] == FIRST.names


def test_a_table_survives_the_file() -> None:
    TABLE.check(json.loads(json.dumps(TABLE.as_json())))


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        ({"features": ["tokens"], "categories": {}}, 'features of the ranker "test" differ (only in the code: tag)'),
        ({"features": ["tag", "tokens"]}, "at other positions: 0: tag in the file, tokens in the code"),
        ({"features": ["tokens", "tag"]}, "that are categories differ (only in the code: tag)"),
        (
            {"features": ["tokens", "tag"], "categories": {"tag": ["NN", "JJ"]}},
            "only in the file: JJ; only in the code",
        ),
        ({}, "only in the code: tokens, tag"),
    ],
)
def test_a_file_fitted_with_other_features_is_refused_with_what_differs(
    stored: dict[str, object], message: str
) -> None:
    with pytest.raises(FittedFileMismatch) as caught:
        TABLE.check(stored)
    assert message in str(caught.value)
