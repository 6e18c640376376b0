"""What the documents say exists, exists; and what exists is documented."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import typer
import yaml

from deploy.cli import app as cli
from services.search.api import make_api
from services.search.engines.sqlite import SqliteIndex
from services.search.settings import Settings
from shared.models.receipts import Stage
from tests.docs import accuracy, growth_picture, tables
from tests.docs.api_tables import apis
from tests.docs.operation_tables import SETTINGS
from tests.docs.pages import DOCUMENTS, ROOT, SHOWING_REQUESTS, shown
from tests.docs.requests import assert_agrees, curl_examples
from tests.support import seeded
from tests.support.serving import serving

TEXTS = {document: document.read_text("utf-8") for document in DOCUMENTS}
ALL = "\n".join(TEXTS.values())
CODE = "\n".join(re.findall(r"^```\w*\n(.*?)^```", ALL, re.MULTILINE | re.DOTALL) + re.findall(r"`([^`\n]+)`", ALL))
PORTS = {8001: "ingest", 8002: "search"}
STANDARDS = ("https://keepachangelog.com/en/1.1.0/", "https://semver.org/spec/v2.0.0.html")


def targets() -> set[str]:
    return set(re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def compose() -> dict[str, dict[str, object]]:
    """The Compose file as it is where no variable is set."""
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", (ROOT / "docker-compose.yml").read_text("utf-8"))
    read: dict[str, dict[str, object]] = yaml.safe_load(text)
    return read


def variables() -> set[str]:
    return {f"QUOTEWIRE_{name.upper()}" for model in SETTINGS.values() for name in model.model_fields}


# --- tables ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_tables_are_what_the_code_says(document: Path) -> None:
    text = TEXTS[document]
    assert text == tables.renewed(text), "run: make docs"


def test_every_table_is_shown_once() -> None:
    assert Counter(tables.blocks(ALL)) == dict.fromkeys(tables.TABLES, 1)


NO_TABLES = {
    "bulk",
    "elasticsearch",
    "indexing",
    "elastic_indexing",
    "stack_start",
    "annotator_speed",
    "identities_rate",
}
"""One whose empty cells mean "not there", and sentences."""


@pytest.mark.parametrize("name", sorted(set(tables.TABLES) - NO_TABLES))
def test_everything_in_a_table_has_a_meaning(name: str) -> None:
    _, _, *rows = tables.TABLES[name]().splitlines()
    assert rows
    for row in rows:
        assert row.removesuffix("|").rstrip().split(" | ")[-1].strip("| "), row


def test_every_state_is_explained() -> None:
    architecture = TEXTS[ROOT / "ARCHITECTURE.md"]
    [diagram] = re.findall(r"^```mermaid\n(.*?)^```", architecture, re.MULTILINE | re.DOTALL)
    drawn = set(re.findall(r"^ +(\w+) -->|--> (\w+)", diagram, re.MULTILINE))
    assert {name for pair in drawn for name in pair if name} <= set(Stage)
    for stage in Stage:
        assert stage in diagram or f"`{stage}`" in architecture


# --- commands -------------------------------------------------------------------------------------------------------


def test_make_targets_named_exist() -> None:
    named = set(re.findall(r"(?:^|\s)make ([a-z-]+)", CODE, re.MULTILINE))
    assert {"run", "test"} <= named <= targets()


def test_make_help_lists_every_target() -> None:
    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^\s+(?:\x1b\[\d+m)?([a-z-]+)", printed, re.MULTILINE)) == targets()


def test_commands_named_exist() -> None:
    group: typer.core.TyperGroup = typer.main.get_command(cli)  # type: ignore[assignment]
    named = set(re.findall(r"(?:^|\s)quotewire ([a-z-]+)", CODE, re.MULTILINE))
    assert named - {"--version", "--help"} == set(group.commands)


def test_compose_serves_where_the_documents_say() -> None:
    services = compose()["services"]
    published = {(name, port) for name, each in services.items() for port in each.get("ports", [])}  # type: ignore[attr-defined]
    assert published == {(name, f"127.0.0.1:{port}:{port}") for port, name in PORTS.items()}
    for words in re.findall(r"docker compose (?:kill|stop|restart|logs) ([a-z-]+)", CODE):
        assert words in services


@pytest.mark.parametrize("file", [*DOCUMENTS, ROOT / "docker-compose.yml"], ids=shown)
def test_settings_named_exist(file: Path) -> None:
    named = set(re.findall(r"\bQUOTEWIRE_[A-Z_]+\b", file.read_text("utf-8")))
    assert {name for name in named if not name.startswith("QUOTEWIRE_TEST_")} <= variables()


# --- places ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", TEXTS[document]):
        parts = urlsplit(target)
        if parts.scheme:
            assert parts.port in PORTS or target in STANDARDS, target  # nothing of ours is on the web yet
            continue
        assert (document.parent / parts.path).exists(), target


def test_files_named_exist() -> None:
    named = set(re.findall(r"`((?:shared|services|deploy|tests|seeds|requirements|\.ci)/[\w./-]+)`", ALL))
    for name in named:
        assert (ROOT / name).exists(), name


def test_modules_named_exist() -> None:
    files = {
        path.name
        for folder in ("shared", "services", "deploy", "tests", "seeds", "docs")
        for path in (ROOT / folder).rglob("*.*")
    }
    assert set(re.findall(r"`(?:[\w/]+/)?(\w+\.(?:py|lua|json|tsv))`", ALL)) <= files


def test_folders_are_described() -> None:
    architecture = TEXTS[ROOT / "ARCHITECTURE.md"]
    for folder in [*(ROOT / "services").iterdir(), *(ROOT / each for each in ("shared", "deploy", "tests", "seeds"))]:
        if folder.is_dir() and not folder.name.startswith("__"):
            assert f"`{folder.relative_to(ROOT)}/`" in architecture


# --- curl -----------------------------------------------------------------------------------------------------------


class Called(NamedTuple):
    """What a curl line asks for."""

    port: int
    method: str
    path: str
    parameters: list[tuple[str, str]]


def called(command: str) -> Called:
    words = shlex.split(command.replace("\\\n", " "))
    [address] = [word for word in words[1:] if re.match(r"(https?://)?(127\.0\.0\.1|localhost):", word)]
    parts = urlsplit(address if "://" in address else f"http://{address}")
    sent = [value for option, value in pairwise(words) if re.fullmatch(r"-d|--data(-\w+)?|--json", option)]
    as_is = [value for option, value in pairwise(words) if option == "-d" and not value.startswith(("{", "@"))]
    assert not re.search(r'[\s"&<>]', "".join(as_is)), f"curl sends -d as it is; --data-urlencode: {command}"
    gets = any(re.fullmatch(r"-[a-zA-Z]*G[a-zA-Z]*|--get", word) for word in words)
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if sent and not gets else "GET"
    parameters = parse_qsl(parts.query) + [(name, value) for name, _, value in (each.partition("=") for each in sent)]
    assert parts.port
    return Called(parts.port, method, parts.path, parameters if method == "GET" else parse_qsl(parts.query))


def assert_served(command: str) -> None:
    port, method, path, _ = called(command)
    paths = apis()[PORTS[port]].openapi()["paths"]
    matching = [known for known in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path)]
    assert any(method.lower() in paths[known] for known in matching), command


def test_the_readme_is_short() -> None:
    assert len(TEXTS[ROOT / "README.md"].splitlines()) <= 250


def test_the_index_of_documents_leads_to_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target).resolve() for target in re.findall(r"\]\(([^)#]+)\)", TEXTS[index])}
    assert {document for document in DOCUMENTS if document.is_relative_to(ROOT / "docs")} - {index} <= linked


def test_the_readme_shows_five_requests_with_answers() -> None:
    examples = curl_examples(ROOT / "README.md")
    assert len(examples) == 5
    for example in examples:
        assert example.output
        assert_served(example.command)


def test_the_documents_show_every_way_to_search() -> None:
    paths = {called(example.command).path for example in curl_examples(*SHOWING_REQUESTS)}
    for path in apis()["search"].openapi()["paths"]:
        if path.startswith("/v1/"):
            assert any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), each) for each in paths), path


def test_search_answers_what_the_documents_show(tmp_path: Path) -> None:
    index = SqliteIndex(tmp_path / "index.sqlite3", walk_seconds=60)
    index.prepare()
    index.write(seeded.changes())
    examples = [
        example for example in curl_examples(*SHOWING_REQUESTS) if PORTS[called(example.command).port] == "search"
    ]
    assert examples
    with serving(make_api(Settings(search_engine="sqlite"), index)) as client:
        for example in examples:
            request = called(example.command)
            printed = client.request(request.method, request.path, params=urlencode(request.parameters)).text
            assert_agrees(example, printed)


def test_other_requests_are_served() -> None:
    commands = re.findall(r"^curl (?:[^\n]|\\\n)*", ALL, re.MULTILINE)
    assert commands
    for command in commands:
        assert_served(command)


def test_the_picture_shows_the_growth_that_was_measured() -> None:
    assert growth_picture.FILE.read_text("utf-8") == growth_picture.picture(), "make docs writes it anew"


def test_the_page_shows_the_figures_that_were_measured() -> None:
    assert accuracy.PAGE_FILE.read_text("utf-8") == accuracy.page_figures(), "make docs writes them anew"
