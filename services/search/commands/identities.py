"""``quotewire identities``: decide who is who, undo it, load what is known, and look at it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from services.search.commands.asking import WAIT_SECONDS, By, Search, Why, ask, decide, show_json
from services.search.commands.asking import undo as undo_one

SUGGESTIONS = "/v1/identities/suggestions"


class Said(StrEnum):
    """Answers to a suggestion."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


_ANSWERS = {said.value[0]: said.value for said in Said}

app = typer.Typer(no_args_is_help=True, help="Decide who is who, undo it, load what is known, and look at it.")

Id = Annotated[str, typer.Argument(help="An identity's id, or a name id that leads to it.")]


@app.command()
def show(id: Id, search: Search = None) -> None:
    """Show who somebody is: the names that lead there, and what was decided."""
    show_json(ask("GET", f"/v1/identities/{quote(id, safe='')}", search))


@app.command()
def merge(id: Id, into: Id, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Make two identities one; the second one's name stays."""
    decide("/v1/identities/decisions", search, decision="merge", id=id, into=into, by=by, why=why)


@app.command()
def split(
    id: Id,
    article: Annotated[
        list[str] | None, typer.Option(help="Id of an article in which it is somebody else; repeatable.")
    ] = None,
    role: Annotated[str, typer.Option(help="Role with which it is somebody else: striker.")] = "",
    into: Annotated[str | None, typer.Option(help="Who that is, if it is somebody known.")] = None,
    name: Annotated[str | None, typer.Option(help="What the new identity is called.")] = None,
    by: By = "local",
    why: Why = "",
    search: Search = None,
) -> None:
    """Make a name somebody else in some articles, or with a role; with neither, a name that stands for itself."""
    given: dict[str, Any] = {"articles": article, "role": role, "into": into, "name": name}
    given = {field: value for field, value in given.items() if value}
    decide("/v1/identities/decisions", search, decision="split", id=id, by=by, why=why, **given)


@app.command()
def rename(id: Id, name: str, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Give an identity another name."""
    decide("/v1/identities/decisions", search, decision="rename", id=id, name=name, by=by, why=why)


@app.command()
def retype(id: Id, type: str, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Give an identity another type: PERSON, ORG and so on."""
    decide("/v1/identities/decisions", search, decision="retype", id=id, type=type, by=by, why=why)


@app.command(name="not-a-person")
def not_a_person(id: Id, by: By = "local", why: Why = "", search: Search = None) -> None:
    """Say that what was taken for a name is none."""
    decide("/v1/identities/decisions", search, decision="not_a_person", id=id, by=by, why=why)


@app.command()
def answer(
    id: Id,
    other: Annotated[str, typer.Argument(help="The other identity's id, or a name id.")],
    said: Annotated[Said, typer.Argument(metavar="yes|no|unsure", help="Whether both are one.")],
    by: By = "local",
    why: Why = "",
    search: Search = None,
) -> None:
    """Answer whether two identities are one: yes merges the other into the first, no keeps them apart for good."""
    decide(SUGGESTIONS, search, id=id, other=other, answer=said.value, by=by, why=why)


@app.command()
def suggestions(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Only about this identity.")] = None,
    type: Annotated[str | None, typer.Option(help="Only PERSON, ORG, GPE or LOC.")] = None,
    size: Annotated[int, typer.Option(min=1, max=100, help="Suggestions shown.")] = 20,
    answer: Annotated[bool, typer.Option("--answer", help="Ask about one after the other.")] = False,
    by: By = "local",
    search: Search = None,
) -> None:
    """List identities that may be one, with what speaks for it and against it; --answer asks about each."""
    together = 1 if answer and not id else size  # an answer may settle what would come next
    given = {"id": id, "type": type, "size": together}
    shown = 0
    for suggestion in islice(_suggestions({name: value for name, value in given.items() if value}, search), size):
        one, other = (each["id"] for each in suggestion["identities"])
        typer.echo(f"{one}  {other}\n{_in_words(suggestion)}")
        shown += 1
        if answer and not _ask_about(one, other, by, search):
            return
    if shown < size:
        typer.echo("There are no more suggestions." if shown else "There are no suggestions.")


def _in_words(suggestion: dict[str, Any]) -> str:
    lines = []
    for each in suggestion["identities"]:
        roles = f": {', '.join(each['roles'])}" if each["roles"] else ""
        lines.append(f"{each['name']} ({each['articles']} article{'' if each['articles'] == 1 else 's'}){roles}")
    lines += [f"+ {reason['text']}" for reason in suggestion["reasons"]]
    lines += [f"- {reason['text']}" for reason in suggestion["against"]]
    return "\n".join(f"  {line}" for line in lines)


def _ask_about(one: str, other: str, by: str, search: str | None) -> bool:
    """Ask whether two are one, and post the answer; return whether to go on."""
    said = ""
    while said[:1] not in {*_ANSWERS, "s", "q"}:
        said = typer.prompt("One and the same? y(es), n(o), u(nsure), s(kip), q(uit)").strip().lower()
    if said[0] in _ANSWERS:
        body = {"id": one, "other": other, "answer": _ANSWERS[said[0]], "by": by}
        decided = ask("POST", SUGGESTIONS, search, params={"wait": WAIT_SECONDS}, json=body)
        typer.echo(f"{decided['state']}; undo it with: quotewire identities undo {decided['id']}")
    return said[0] != "q"


def _suggestions(params: dict[str, Any], search: str | None) -> Iterator[Any]:
    """Yield suggestions, page by page; those that were answered meanwhile do not come again."""
    while True:
        page = ask("GET", SUGGESTIONS, search, params=params)
        yield from page["results"]
        if page["next_cursor"] is None:
            return
        params = params | {"cursor": page["next_cursor"]}


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="Id of a decision.")], by: By = "local", search: Search = None
) -> None:
    """Undo a decision. It stays in the history."""
    undo_one(f"/v1/identities/decisions/{quote(decision, safe='')}", search, by)


@app.command()
def history(
    about: Annotated[str | None, typer.Argument(metavar="ID", help="Only about this identity.")] = None,
    size: Annotated[int, typer.Option(min=1, max=100, help="Decisions shown, the newest.")] = 20,
    search: Search = None,
) -> None:
    """List decisions, newest first, also those that were undone or hold no more."""
    params: dict[str, Any] = {"size": size, **({"id": about} if about else {})}
    for answer in ask("GET", "/v1/identities/decisions", search, params=params)["results"]:
        decision = answer["decision"]
        what = " ".join(
            str(decision[field])
            for field in ("decision", "name", "into", "called", "role", "type")
            if decision.get(field)
        )
        typer.echo(f"{answer['id']}  {decision['at'][:16]}  {decision['by']}  {answer['standing']}  {what}")


@app.command(name="import")
def import_knowledge(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON lines, or YAML.")],
    set: Annotated[str | None, typer.Option(help="Name of the set; else what the file says, or its name.")] = None,
    source: Annotated[str | None, typer.Option(help="Where it is from, and its licence.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only read the file and tell what is wrong in it.")] = False,
    search: Search = None,
) -> None:
    """Load people, bodies and places that somebody has listed, with their names, roles by date, and ids elsewhere.

    An entry is a line of JSON, or an item of a YAML list:

    {"id": "q42", "type": "PERSON", "names": ["Ann Lee", "Ann B. Lee"], "roles": [{"role": "Senator from Maine",
    "from": "2001-01-03", "to": "2007"}], "wikidata": "Q42", "ids": {"bioguide": "L000001"}}

    Needed are id, type (PERSON, ORG, GPE or LOC) and names, the first of which is shown. The first entry may say what
    all are: {"set": "congress", "source": "…"}. What is wrong is told with its line, and the rest goes in. An entry
    takes the place of what was known under its id, so that the same file twice is as once.

    Exit status: 0 all went in; 3 some were wrong; 1 search stayed away; 2 the file or an option is wrong.
    """
    from services.search.commands import importing

    importing.run(file, collection=set, source=source, check=check, search=search)


@app.command()
def sets(
    set: Annotated[str | None, typer.Argument(help="Show the entries of this set.")] = None,
    after: Annotated[str, typer.Option(help="Only behind the entry with this id.")] = "",
    size: Annotated[int, typer.Option(min=1, max=1000, help="Entries shown.")] = 20,
    search: Search = None,
) -> None:
    """List the sets that were loaded, or the entries of one."""
    if set is None:
        for each in ask("GET", "/v1/identities/knowledge", search)["results"]:
            typer.echo(f"{each['set']}  {each['entries']}  {each['source']}".rstrip())
        return
    page = ask("GET", f"/v1/identities/knowledge/{quote(set, safe='')}", search, params={"after": after, "size": size})
    for entry in page["results"]:
        typer.echo(f"{entry['id']}  {entry['type']}  {'; '.join(entry['names'])}")
    if page["next"]:
        typer.echo(f"… {page['total']} in all; the next ones: --after {page['next']}", err=True)


@app.command()
def remove(set: Annotated[str, typer.Argument(help="Name of a set.")], search: Search = None) -> None:
    """Remove a set that was loaded. Its names mean what rules and decisions say again."""
    show_json(ask("DELETE", f"/v1/identities/knowledge/{quote(set, safe='')}", search, params={"wait": WAIT_SECONDS}))
