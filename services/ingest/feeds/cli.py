"""``quotewire feeds``: its commands and their options; the rest is imported when one is run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

feeds = typer.Typer(no_args_is_help=True, help="Add feeds, look at them, pause and remove them.")

Ingest = Annotated[str | None, typer.Option(help="Address of ingest, http://127.0.0.1:8001 by default.")]
Which = Annotated[list[str], typer.Argument(metavar="FEED...", help="Ids or addresses of feeds.")]


@feeds.command()
def add(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Of feeds, or pages linking to them.")],
    source: Annotated[str | None, typer.Option(help="Source of the articles, whatever their pages say.")] = None,
    title: Annotated[str | None, typer.Option(help="Title for lists, in place of the feed's own.")] = None,
    every: Annotated[
        int | None, typer.Option(help="Minutes between two polls, in place of what suits what the feed brings.")
    ] = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Add without fetching first; the first poll tells what is there.")
    ] = False,
    ingest: Ingest = None,
) -> None:
    """Add feeds: RSS, Atom, JSON Feed, news sitemaps. Of a home page, list its feeds. Exit status 1: some are none."""
    from services.ingest.feeds import command

    command.add(ingest, addresses, source=source, title=title, every=every, check=not unchecked)


@feeds.command(name="list")
def list_feeds(
    quiet: Annotated[bool, typer.Option("--quiet", help="Only those quiet for longer than is usual for them.")] = False,
    ingest: Ingest = None,
) -> None:
    """List the feeds: how their latest poll ended, when the next one comes, what they have brought."""
    from services.ingest.feeds import command

    command.show_list(ingest, quiet=quiet)


@feeds.command()
def show(feed: Annotated[str, typer.Argument(help="Id or address of a feed.")], ingest: Ingest = None) -> None:
    """Show one feed with its latest fetches."""
    from services.ingest.feeds import command

    command.show(ingest, feed)


@feeds.command()
def pause(which: Which, ingest: Ingest = None) -> None:
    """Poll feeds no more, until they are resumed."""
    from services.ingest.feeds import command

    command.act(ingest, which, "pause")


@feeds.command()
def resume(which: Which, ingest: Ingest = None) -> None:
    """Poll paused feeds again."""
    from services.ingest.feeds import command

    command.act(ingest, which, "resume")


@feeds.command()
def poll(which: Which, ingest: Ingest = None) -> None:
    """Poll feeds now."""
    from services.ingest.feeds import command

    command.act(ingest, which, "poll")


@feeds.command()
def remove(which: Which, ingest: Ingest = None) -> None:
    """Remove feeds. Articles that came from them stay."""
    from services.ingest.feeds import command

    command.remove(ingest, which)


@feeds.command(name="import")
def import_list(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="OPML files.")],
    ingest: Ingest = None,
) -> None:
    """Add the feeds of OPML files, as other readers export them."""
    from services.ingest.feeds import command

    command.import_lists(ingest, files)


@feeds.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="File to write; standard output if none is named.")] = None,
    ingest: Ingest = None,
) -> None:
    """Write all feeds as OPML."""
    from services.ingest.feeds import command

    command.export(ingest, file)
