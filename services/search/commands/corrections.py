"""Commands ``quotewire corrections``: say whose a quote is, or that it is none, undo it, and look at what was said."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote as quoted

import typer

from services.search.commands.asking import By, Search, Why, ask, decide, lines
from services.search.commands.asking import undo as undo_one

app = typer.Typer(no_args_is_help=True, help="Correct quotes, undo it, and look at what was corrected.")

Quote = Annotated[str, typer.Argument(help="Id of a quote.")]
Article = Annotated[str | None, typer.Option(help="Only of the article with this id.")]


@app.command(name="said-by")
def said_by(
    quote: Quote,
    speaker: Annotated[
        str | None,
        typer.Argument(help="Who said it: an identity's id, a name id, or a name; none: nobody that the text names."),
    ] = None,
    type: Annotated[str, typer.Option(help="Type of a speaker whom no article has named yet.")] = "PERSON",
    by: By = "local",
    why: Why = "",
    search: Search = None,
) -> None:
    """Say who said a quote."""
    decide("/v1/corrections", search, correction="said_by", quote=quote, speaker=speaker, type=type, by=by, why=why)


@app.command(name="no-quote")
def no_quote(quote: Quote, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Say that what was taken for a quote is none."""
    decide("/v1/corrections", search, correction="no_quote", quote=quote, by=by, why=why)


@app.command()
def undo(
    correction: Annotated[str, typer.Argument(help="Id of a correction.")], by: By = "local", search: Search = None
) -> None:
    """Undo a correction. It stays in the history."""
    undo_one(f"/v1/corrections/{quoted(correction, safe='')}", search, by)


@app.command()
def history(
    article: Article = None,
    size: Annotated[int, typer.Option(min=1, max=100, help="Corrections shown, the newest.")] = 20,
    search: Search = None,
) -> None:
    """List corrections, newest first, also those that were undone or hold no more."""
    params: dict[str, Any] = {"size": size, **({"article": article} if article else {})}
    for answer in ask("GET", "/v1/corrections", search, params=params)["results"]:
        correction = answer["correction"]
        speaker = (correction["speaker"] or {}).get("name", "nobody") if correction["correction"] == "said_by" else ""
        words = correction["quote"]["text"]
        text = words if len(words) <= 60 else f"{words[:59]}…"
        typer.echo(
            f"{answer['id']}  {correction['at'][:16]}  {correction['by']}  {answer['standing']}"
            f"  {correction['correction']}  {speaker}  “{text}”".replace("    ", "  ")
        )


@app.command()
def export(article: Article = None, search: Search = None) -> None:
    """Print all corrections with the texts that were corrected, a line of JSON each: test data for an annotator."""
    params = {"format": "jsonl", **({"article": article} if article else {})}
    for line in lines("/v1/corrections", search, params):
        typer.echo(line)
