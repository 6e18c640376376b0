"""Products of rows: right, and the same to the last bit whatever rows stand beside them."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from services.nlp.annotator import load_pipeline
from services.nlp.parse.model import entity_vectors
from services.nlp.parse.multiplication import ROWS, SteadyOps

WIDTHS = ((96, 192), (288, 288), (384, 288))
"""Numbers of a row and of its product in the networks of the small model."""


@pytest.mark.parametrize(("width", "products"), WIDTHS)
@pytest.mark.parametrize("rows", [1, 2, 3, 7, 8, 31, ROWS - 1, ROWS, ROWS + 1, 700])
def test_a_row_s_product_does_not_depend_on_the_rows_beside_it(width: int, products: int, rows: int) -> None:
    # given: many rows
    random = np.random.default_rng(7)
    table = random.normal(size=(1_000, width)).astype(np.float32)
    factor = random.normal(size=(products, width)).astype(np.float32)

    # when: they are multiplied together, and some of them by themselves
    together = SteadyOps().gemm(table, factor, trans2=True)
    alone = SteadyOps().gemm(table[5 : 5 + rows].copy(), factor, trans2=True)

    # then
    assert np.array_equal(alone, together[5 : 5 + rows])


@pytest.mark.parametrize("rows", [0, 1, ROWS, 200])
def test_the_product_is_that_of_the_matrices(rows: int) -> None:
    # given
    random = np.random.default_rng(7)
    table = random.normal(size=(rows, 96)).astype(np.float32)
    factor = random.normal(size=(96, 40)).astype(np.float32)

    # when
    product = SteadyOps().gemm(table, factor)

    # then
    assert np.allclose(product, table.astype(np.float64) @ factor, atol=1e-4)


def test_the_networks_of_the_model_multiply_so() -> None:
    # given: the model as the annotator loads it
    pipeline = load_pipeline()

    # when: we look at the networks that make its vectors and tags, and at the one whose vectors our tagger reads
    networks = [cast("Any", pipeline.get_pipe(name)).model for name in ("tok2vec", "tagger")]
    networks.append(entity_vectors(pipeline))

    # then
    assert all(isinstance(layer.ops, SteadyOps) for network in networks for layer in network.walk())
