"""Matrix multiplication for the model's networks, by numpy's BLAS in the place of the one that spaCy brings.

Multiplying is more than half of what annotating takes, and numpy's OpenBLAS does it in a third of the time (95 against
34 GFLOPS for the networks of the small model, one core of an AMD EPYC). What it lacks is that a row's product is the
same to the last bit whatever rows stand beside it: it takes other paths for small matrices. An annotation must not
depend on the batch that its article came in, so no matrix here is small.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from thinc.api import NumpyOps, get_current_ops, set_current_ops

Floats = npt.NDArray[np.float32]

ROWS = 128
"""Rows are multiplied by so many, or by a multiple; the last ones are filled up with zeros. With the 96 numbers of a
vector on either side it is a million products, from which on OpenBLAS has one path on every processor."""


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc does not say what it is
    """Operations of a network on the processor, whose products of rows do not depend on the rows beside them."""

    def gemm(self, x: Floats, y: Floats, out: Any = None, trans1: bool = False, trans2: bool = False) -> Floats:
        """Return the product of two matrices, either transposed first if wanted."""
        if out is not None or trans1:  # when a network is fitted, which none here is
            return cast("Floats", super().gemm(x, y, out=out, trans1=trans1, trans2=trans2))
        factor = y.T if trans2 else y
        product = np.empty((len(x), factor.shape[1]), np.float32)
        whole = len(x) - len(x) % ROWS
        if whole:
            np.dot(x[:whole], factor, out=product[:whole])
        if whole < len(x):
            last = np.zeros((ROWS, x.shape[1]), np.float32)
            last[: len(x) - whole] = x[whole:]
            product[whole:] = np.dot(last, factor)[: len(x) - whole]
        return product


@contextmanager
def steady_products() -> Iterator[None]:
    """Let networks that are made inside multiply by :class:`SteadyOps`."""
    usual = get_current_ops()
    set_current_ops(SteadyOps())
    try:
        yield
    finally:
        set_current_ops(usual)
