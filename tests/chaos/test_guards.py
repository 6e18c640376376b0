"""The guards that ``make guards`` takes out are those of the code as it is."""

from __future__ import annotations

import pytest

from tests.chaos.guards import GUARDS, ROOT, Guard


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_stands_in_the_code_and_has_its_test(guard: Guard) -> None:
    file, _, name = guard.test.partition("::")

    assert guard.line in (ROOT / guard.file).read_text("utf-8")
    assert f"def {name.partition('[')[0]}" in (ROOT / file).read_text("utf-8")
