"""All that is measured of speed, one part after the other, each side by side with the bare part: ``make bench``.

The figures go to ``docs/figures.json``, and from there into the tables and the picture of the documents. With
``--quick`` each part is measured in its smallest size, in minutes; the tables are printed and the documents stay.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.support import figures
from tests.support.elasticsearch_local import Missing, fetch, jdk


class Part(NamedTuple):
    """A measurement: its module here, and its arguments in the smallest size."""

    module: str
    quick: tuple[str, ...]
    blocks: tuple[str, ...] = ()
    """What it fills in the documents; none where the measurement prints its table itself."""

    whole: tuple[str, ...] = ()
    """Arguments of the usual size."""

    elasticsearch: bool = False
    """Whether it starts a node of Elasticsearch, which not every machine can."""


_FEW = ("--articles", "400", "--rounds", "3")
_MANY = ("--articles", "100000", "--made", "4000", "--rounds", "10")
_ON_ELASTICSEARCH = ("--engine", "elasticsearch")
_ON_SQLITE = ("--engine", "sqlite")

PARTS = (
    Part("annotator", ("--rounds", "3"), ("annotator_speed",)),
    Part("acceptance", ("--posts", "128"), ("acceptance", "bulk")),
    Part(
        "throughput",
        ("--articles", "48", "--rounds", "1"),
        ("pipeline", "pipeline_parts"),
    ),
    Part("latency", ("--posts", "8"), ("latency",)),
    Part("latency", ("--posts", "8", "--elasticsearch"), ("latency",), ("--elasticsearch",), elasticsearch=True),
    Part("stack", ("--rounds", "1"), ("stack", "stack_start")),
    Part("identities", ("--pairs", "1", "--articles", "40"), ("identities_rate",)),
    Part("growth", ("--sizes", "100", "1000", "--rounds", "3"), ("search_growth", "search_again", "indexing")),
    Part("elastic_indexing", ("--articles", "200"), ("elastic_indexing",), elasticsearch=True),
    Part("crowd", (*_FEW, "--seconds", "3"), ("search_crowd", "search_alone")),
    Part(
        "crowd",
        (*_ON_ELASTICSEARCH, *_FEW, "--seconds", "3"),
        ("search_crowd_elasticsearch", "search_alone_elasticsearch"),
        _ON_ELASTICSEARCH,
        elasticsearch=True,
    ),
    Part("search", (*_ON_SQLITE, *_FEW), whole=_ON_SQLITE),
    Part("search", (*_ON_ELASTICSEARCH, *_FEW), whole=(*_ON_ELASTICSEARCH, "--made", "4000"), elasticsearch=True),
    Part("search", (*_ON_ELASTICSEARCH, *_FEW), whole=(*_ON_ELASTICSEARCH, *_MANY), elasticsearch=True),
    Part("search_parts", _FEW, ("search_parts",), elasticsearch=True),
)


def main() -> None:
    """Measure every part; write the documents, or print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smallest sizes, printed only")
    modules = list(dict.fromkeys(part.module for part in PARTS))
    parser.add_argument("--only", choices=modules, nargs="+", help="only these parts")
    options = parser.parse_args()
    parts = [part for part in PARTS if part.module in (options.only or modules)]
    try:
        jdk(), fetch()
    except Missing as reason:
        print(f"Nothing is measured on Elasticsearch: {reason}", flush=True)
        parts = [part for part in parts if not part.elasticsearch]
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ)
        if options.quick:
            copy = shutil.copy(figures.FILE, Path(folder) / "figures.json")
            environment[figures.ELSEWHERE] = str(copy)
        for part in parts:
            run(environment, f"tests.bench.{part.module}", *(part.quick if options.quick else part.whole))
            for block in part.blocks if options.quick else ():
                run(environment, "tests.docs", "--print", block)
    if not options.quick:
        run(dict(os.environ), "tests.docs")


def run(environment: dict[str, str], module: str, *arguments: str) -> None:
    """Run a module in a process of its own, whose processor time and memory are its own."""
    print(f"\n{' '.join((module, *arguments))}", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], env=environment, check=True)


if __name__ == "__main__":
    main()
