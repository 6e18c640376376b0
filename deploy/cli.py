"""Command line ``quotewire``: start a part of it, or all of it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from deploy import parts
from deploy.maintenance import commands as maintenance
from services.ingest.feeds.cli import feeds
from services.ingest.importing.cli import import_archives
from services.nlp.cli import annotate
from services.search.commands import corrections, identities

app = typer.Typer(
    name="quotewire",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quotewire {version('quotewire')}")
        raise typer.Exit


@app.callback()
def main_options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Who said what, about whom, when: a news service. Each command has its own --help."""


Data = Annotated[Path, typer.Option(help="The folder that holds everything: Redis' file, the index, the logs.")]

NlpWorkers = Annotated[
    int | None,
    typer.Option("--nlp-workers", min=1, help="Processes that annotate; one less than there are cores if not given."),
]


@app.command()
def run(
    data: Data = Path("data"),
    seeds: Annotated[Path, typer.Option(help="The folder of articles to post.")] = Path("seeds"),
    nlp_workers: NlpWorkers = None,
) -> None:
    """Start everything on this machine, post the seeds, show the quotes found, and serve until Ctrl-C."""
    from deploy.local import start

    start.run(data, seeds, nlp_workers=nlp_workers)


@app.command()
def up(data: Data = Path("data"), nlp_workers: NlpWorkers = None) -> None:
    """Start everything on this machine and serve until Ctrl-C."""
    from deploy.local import start

    start.run(data, None, nlp_workers=nlp_workers)


@app.command()
def serve(api: parts.Api) -> None:
    """Serve one of the two APIs: ingest (8001) or search (8002)."""
    parts.serve(api)


@app.command()
def work(
    worker: parts.Worker,
    processes: Annotated[int, typer.Option(min=1, help="How many do the work; each takes a core.")] = 1,
) -> None:
    """Work at one stage: ingest (pages to articles), nlp (articles to quotes) or search (quotes to the index)."""
    parts.work(worker, processes)


app.command(name="annotate")(annotate)
app.command(name="import")(import_archives)
app.add_typer(identities.app, name="identities")
app.add_typer(corrections.app, name="corrections")
app.add_typer(feeds, name="feeds")
maintenance.register(app)


@app.command()
def health(url: Annotated[str, typer.Argument(help="For example http://127.0.0.1:8001/health/ready")]) -> None:
    """Check the health of a process: exit with 0 if it is well, else with 1 (containers have no curl)."""
    from deploy.health import ask

    try:
        well, words = ask(url)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(words, err=not well)
    raise typer.Exit(0 if well else 1)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
