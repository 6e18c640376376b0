"""How fast search answers, as the documents say it: from the figures that ``make bench-search`` recorded."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from tests.bench.growth import AFTER_A_WRITE
from tests.docs.markdown import table
from tests.support import figures

ENGINES = ("elasticsearch", "sqlite")

AIM = 1.2
"""The ratio at p50, ours to the bare engine's, that is ours to reach; those that do are bold."""


def search_speed_table() -> str:
    """Return milliseconds of each question on both engines beside the bare engine's, and their ratio at p50."""
    recorded = [figures.read()[f"search_{engine}"]["questions"] for engine in ENGINES]
    rows = []
    for elasticsearch, sqlite in zip_longest(*recorded):
        ours = f"{elasticsearch['cpu']}"
        rows.append((elasticsearch["question"], *_cells(elasticsearch), ours, *_cells(sqlite)))
    names = ["bare", "ratio"]
    columns = ["Elasticsearch p50 / p95", *names, "our processor time", "SQLite p50 / p95", *names]
    return table(("question", *columns), rows)


def search_large_table() -> str:
    """Return the same of Elasticsearch with more articles: ``make bench-search ARGS="--articles …"``."""
    recorded = figures.read()["search_elasticsearch_large"]
    rows = [(row["question"], *_cells(row), f"{row['cpu']}") for row in recorded["questions"]]
    columns = (f"{recorded['articles']:,} articles, p50 / p95", "bare", "ratio", "our processor time")
    return table(("question", *columns), rows)


def search_parts_table() -> str:
    """Return what the milliseconds of an answer go to on Elasticsearch: ``make bench-search-parts``."""
    recorded = figures.read()["search_parts"]
    columns = {
        "requests": "requests",
        "kB": "kB read",
        "whole": "whole",
        "engine": "engine",
        "way": "way",
        "client": "client",
        "decoding": "JSON",
        "python": "our Python",
        "http": "HTTP",
        "waiting": "waiting",
        "ours": "processor time of ours",
        "at_hand": "answers at hand",
        "paused": "after pauses",
    }
    rows = [(row["question"], *(f"{row[name]}" for name in columns)) for row in recorded["rows"]]
    return table((f"{recorded['articles']:,} articles, ms", *columns.values()), rows)


def search_alone_table(engine: str) -> str:
    """Return milliseconds of each question over HTTP, asked alone: ``make bench-crowd``."""
    recorded = figures.read()[f"search_crowd_{engine}"]
    columns = {"cpu": "processor time", "least": "least on the clock", "p50": "p50", "p95": "p95"}
    if engine == "elasticsearch":
        columns["kept"] = "p50, asked again"
    rows = [(row["question"], *(f"{row[name]}" for name in columns)) for row in recorded["alone"]]
    return table((f"alone, {recorded['articles']:,} articles", *columns.values()), rows)


def search_crowd_table(engine: str) -> str:
    """Return how search answers many clients at once: ``make bench-crowd``."""
    recorded = figures.read()[f"search_crowd_{engine}"]
    names = ("cpu", "per_second", "p50", "p95", "megabytes")
    rows = [(row["asked"], *(f"{row[name]}" for name in names)) for row in recorded["crowds"]]
    columns = ("processor ms an answer", "answers a second", "p50", "p95", "MB")
    return table((f"{recorded['clients']} clients at once ask", *columns), rows)


def search_growth_table() -> str:
    """Return milliseconds of processor time for each question on SQLite, by the number of articles."""
    recorded = figures.read()["search_growth"]
    sizes: dict[str, dict[str, Any]] = dict(sorted(recorded["sizes"].items(), key=lambda size: int(size[0])))
    rows = [(name, *_grown(sizes, name)) for name in recorded["questions"]]
    rows.append(("*the first question, which loads the columns*", *(f"{size['cold']}" for size in sizes.values()), ""))
    rows.append(("*memory that reading takes, MB*", *(f"{size['megabytes']:.0f}" for size in sizes.values()), ""))
    return table(("question", *(f"{int(size):,} articles" for size in sizes), "growth by the last tenfold"), rows)


def search_again_table() -> str:
    """Return the same of questions that were asked before, when ten articles more have come."""
    recorded = figures.read()["search_growth"]
    sizes = {size: of["again"] for size, of in sorted(recorded["sizes"].items(), key=lambda size: int(size[0]))}
    rows = [(name, *_grown(sizes, name)) for name in (AFTER_A_WRITE, *recorded["questions"])]
    return table(("asked again", *(f"{int(size):,} articles" for size in sizes), "growth by the last tenfold"), rows)


def _grown(sizes: Mapping[str, Mapping[str, Any]], name: str) -> tuple[str, ...]:
    least, most = list(sizes.values())[-2:]
    return (*(f"{size[name]}" for size in sizes.values()), f"{most[name] / max(least[name], 0.1):.1f}")


def indexing_figures() -> str:
    """Return how fast articles are indexed on SQLite, and how much room they take."""
    taken = figures.read()["search_growth"]["indexing"]
    return (
        f"{taken['articles']:,} articles: {taken['per_second']:,} a second of processor time,"
        f" {taken['bytes'] / 1000:.1f} kB on disk each."
    )


def elastic_indexing_figures() -> str:
    """Return how fast articles are indexed on Elasticsearch beside bare bulks of the same documents."""
    taken = figures.read()["elastic_indexing"]
    return (
        f"{taken['articles']:,} articles, {taken['batch']} in a batch: {taken['a_second']:,} a second, bare bulks"
        f" {taken['bare_a_second']:,}: {taken['a_second'] / taken['bare_a_second']:.2f};"
        f" {taken['our_processor_ms']} ms of our processor time each, {taken['kilobytes']} kB on disk each, of which"
        f" {taken['for_recovery']} kB go with merges."
    )


def stack_table() -> str:
    """Return the memory of each part of the embedded stack, and all of it: ``make bench-stack``."""
    megabytes: dict[str, int] = figures.read()["stack"]["megabytes"]
    rows = [(part, str(size)) for part, size in sorted(megabytes.items(), key=lambda row: -row[1])]
    return table(("part", "MB (PSS), idle"), [*rows, ("**all**", str(sum(megabytes.values())))])


def stack_start() -> str:
    """Return how long the embedded stack took to start, and how busy the machine was."""
    taken = figures.read()["stack"]
    return (
        f"{taken['ready_cpu']} s of processor time until it serves, all processes together; {taken['ready']} s on"
        f" the clock at a load of {taken['load'][0]:.0f}."
    )


def annotator_speed() -> str:
    """Return how fast the annotator is beside bare ``nlp.pipe``: ``make bench-annotator``."""
    taken = figures.read()["annotator"]
    return (
        f"Processor time of bare `nlp.pipe` ÷ ours: {taken['ratio']:.2f}, from {taken['least']:.2f} to"
        f" {taken['greatest']:.2f} in {taken['rounds']} rounds by turns (`make bench-annotator`):"
        f" {taken['words_per_s']:,} words a second of ours, {taken['bare_words_per_s']:,} of the other."
    )


def acceptance_table() -> str:
    """Return how articles are accepted, beside a bare handler: ``make bench-acceptance``."""
    rows = [
        (
            str(row["clients"]),
            *(f"{row[side][what]}" for what in ("rate", "p99", "cpu") for side in ("ours", "bare")),
            f"{row['bare']['cpu'] / row['ours']['cpu']:.2f}",
        )
        for row in figures.read()["acceptance"]["rows"]
    ]
    names = ("202s a second", "p99 ms", "processor ms a post")
    columns = [name for what in names for name in (what, "bare")]
    return table(("clients", *columns, "bare to ours, in processor time"), rows)


def pipeline_table() -> str:
    """Return how quickly articles become searchable, beside bare ``nlp.pipe``: ``make bench-pipeline``."""
    rows = [
        (
            str(row["processes"]),
            what,
            f"{row['bare_per_s']}",
            f"{row['per_s']}",
            f"{row['ratio']:.2f}",
            f"{row['bare_ms']}",
            f"{row['ms']}",
            f"{row['processor_ratio']:.2f}",
        )
        for what, recorded in _pipelines().items()
        for row in recorded["rows"]
    ]
    names = (
        "processes that annotate", "texts", "bare `nlp.pipe`, articles a second", "pipeline", "pipeline to bare",
        "bare, processor ms an article", "pipeline", "bare to pipeline, in processor time",
    )  # fmt: skip
    return table(names, rows)


def pipeline_parts_table() -> str:
    """Return the processor time that each part of the pipeline takes for an article."""
    rows = figures.read()["pipeline"]["rows"]
    parts = rows[0]["parts"]
    cells = [(name, *(f"{row['parts'][name]:.2f}" for row in rows)) for name in parts]
    return table(("processor ms an article", *(f"{row['processes']} annotating" for row in rows)), cells)


def latency_table() -> str:
    """Return how soon a single article is searchable: ``make bench-latency``."""
    recorded = figures.read()["latency"]
    rows = [
        (engine, *(str(round(row[name])) for name in ("least", "p50", "p95")))
        for engine, row in recorded["rows"].items()
    ]
    what = f"ms, of {recorded['posts']} posts; load {recorded['load'][0]:.0f}"
    return table((what, "least", "p50", "p95"), rows)


def _pipelines() -> dict[str, Any]:
    recorded = figures.read()
    real = {f"real ones ({name.removeprefix('pipeline_')})": name for name in recorded if name.startswith("pipeline_")}
    labelled = {}
    for what, name in ({"invented ones": "pipeline"} | real).items():
        each = recorded[name]
        words, load = each["words"] // each["articles"], each["load"][0]
        labelled[f"{each['articles']} {what}, {words} words; load {load:.0f}"] = each
    return labelled


def bulk() -> str:
    """Return how articles are accepted in one stream, beside single posts of one client."""
    measured = figures.read()["acceptance"]
    stream, single = measured["bulk"], measured["rows"][0]["ours"]
    rate, cpu = stream["rate"] / single["rate"], single["cpu"] / stream["cpu"]
    return (
        f"`POST /v1/articles/bulk`: {stream['rate']:.0f} a second, {stream['cpu']} ms of processor time an article:"
        f" {rate:.1f} times as many on the clock as single posts of one client, {cpu:.1f} times in processor time."
    )


def _cells(row: dict[str, Any]) -> tuple[str, str, str]:
    ratio = row["p50"] / row["bare_p50"]
    shown = f"{ratio:.2f}"
    return (
        f"{row['p50']} / {row['p95']}",
        f"{row['bare_p50']} / {row['bare_p95']}",
        f"**{shown}**" if ratio <= AIM else shown,
    )


def feed_pollers_table() -> str:
    """Return what each poller of the simulated feeds needed, and when it found the items: ``make bench-feeds``."""
    rows = [
        (
            row["feeds"],
            row["poller"],
            f"{row['requests']:,}",
            f"{row['not_modified']:.0%}",
            f"{row['per_item']:.2f}",
            f"{row['mean']:.1f}",
            f"{row['median']:.1f}",
            f"{row['p90']:.1f}",
            f"{row['missed']:,} of {row['missed'] + row['items']:,}",
            f"{row['intrusions']:,}",
        )
        for row in figures.read()["feeds"]["pollers"]
    ]
    names = (
        "feeds", "poller", "requests", "answered 304", "requests an item", "delay in minutes: mean", "median", "p90",
        "items not found", "requests while asked to stay away",
    )  # fmt: skip
    return table(names, rows)
