"""Every module of the annotator has a test that imports it by name."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "services/nlp"
TESTS = Path(__file__).parent


def modules() -> set[str]:
    """Return the modules under ``services.nlp``; the fitting lies beside the wheel and is tested by its commands."""
    files = (path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
    return {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files} - set(_fitting())


def _fitting() -> list[str]:
    return [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (PACKAGE / "fitting").rglob("*.py")]


def imported(source: str) -> set[str]:
    """Return the names that a module imports, both of modules and of what is in them, with dots."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_every_module_of_the_annotator_is_imported_by_a_test() -> None:
    tested = set().union(*(imported(path.read_text("utf-8")) for path in TESTS.rglob("test_*.py")))
    untested = sorted(modules() - tested)
    assert not untested, f"no test under tests/unit/nlp imports {', '.join(untested)}: add tests/unit/nlp/…/test_….py"


def test_an_import_names_modules_and_what_is_in_them() -> None:
    assert imported("import a.b\nfrom c import d") == {"a.b", "c", "c.d"}
