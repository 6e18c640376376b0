"""Write what is generated in the documents: ``python -m tests.docs``, which is ``make docs``.

The blocks made from the code in every document, and the answers that the search API's OpenAPI document shows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from shared import logs
from shared.settings import Settings
from tests.docs import accuracy, examples, growth_picture
from tests.docs.pages import DOCUMENTS, shown
from tests.docs.tables import TABLES, renewed


def main() -> None:
    """Write every document and the examples anew; print which of them changed."""
    parser = argparse.ArgumentParser(prog="python -m tests.docs", description=__doc__)
    parser.add_argument("--print", choices=sorted(TABLES), metavar="BLOCK", help="print one block, and write nothing")
    if block := parser.parse_args().print:
        print(TABLES[block]())
        return
    logs.configure(Settings(log_level="WARNING"), "docs")
    changed = [shown(document) for document in DOCUMENTS if _written(document, renewed(document.read_text("utf-8")))]
    if _written(examples.FILE, examples.text()):
        changed.append(shown(examples.FILE))
    if _written(accuracy.PAGE_FILE, accuracy.page_figures()):
        changed.append(shown(accuracy.PAGE_FILE))
    if _written(growth_picture.FILE, growth_picture.picture()):
        changed.append(shown(growth_picture.FILE))
    print("\n".join(f"written: {name}" for name in changed) or "Everything is as the code says.")


def _written(document: Path, text: str) -> bool:
    if document.exists() and document.read_text("utf-8") == text:
        return False
    document.write_text(text, "utf-8")
    return True


if __name__ == "__main__":
    main()
