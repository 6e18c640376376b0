"""Formats: which one is chosen, and that what is written is read back as it was by whoever reads it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from services.search.answers.export import table
from services.search.answers.export.feed import UNDATED, Entry, Feed, article_entry, atom, name_entry, quote_entry, rss
from services.search.answers.export.formats import MEDIA_TYPES, choose_format
from services.search.answers.models import ListedEntity, ListedSpeaker
from services.search.index.results import ArticleRef, FoundArticle, FoundQuote, IdentifiedSpeaker
from services.search.parameters import Format
from shared.errors import NotAcceptable
from shared.models.annotations import Context, Mention

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)

allowed = st.characters(
    exclude_categories=["Cs"], exclude_characters=[chr(c) for c in range(32) if c not in (9, 10, 13)]
)
cells = st.text(allowed, max_size=30)


# --- which format ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ([], "application/json"),
        (["*/*"], "application/json"),
        ([BROWSER], "application/json"),
        (["text/csv"], "text/csv"),
        (["TEXT/CSV; charset=utf-8"], "text/csv"),
        (["text/*"], "text/csv"),
        (["application/jsonl"], "application/jsonl"),
        (["application/x-ndjson"], "application/x-ndjson"),
        (["application/rss+xml, application/atom+xml;q=0.9"], "application/rss+xml"),
        (["application/rss+xml;q=0.2", "application/atom+xml;q=0.9"], "application/atom+xml"),
        (["text/csv;q=0.5, */*;q=0.1"], "text/csv"),
        (["application/json;q=0, */*"], "text/csv"),
        (["text/csv;q=0.3, application/json;q=0.3"], "application/json"),
        (["text/csv;q=nonsense"], "application/json"),
        ([",,;;"], "application/json"),
    ],
)
def test_the_header_decides_by_what_it_likes_best(accept: list[str], expected: str) -> None:
    assert choose_format(None, accept).media_type == expected


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/json;q=0", "*/*;q=0"])
def test_what_cannot_be_served_is_refused_with_what_can(accept: str) -> None:
    with pytest.raises(NotAcceptable, match="text/csv"):
        choose_format(None, [accept])


@pytest.mark.parametrize("form", get_args(Format))
def test_the_parameter_wins_over_the_header(form: Format) -> None:
    assert choose_format(form, ["text/html"]) == (form, MEDIA_TYPES[form][0])


@given(st.lists(st.text(max_size=40), max_size=3))
def test_any_header_gets_an_answer_or_a_refusal(accept: list[str]) -> None:
    try:
        assert choose_format(None, accept).format in MEDIA_TYPES
    except NotAcceptable:
        assert "/" in "".join(accept)


# --- CSV ------------------------------------------------------------------------------------------------------------


def read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode(), newline=""), strict=True))


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_every_cell_is_read_back_but_for_an_apostrophe(lines: list[tuple[str, str]]) -> None:
    written = table.rows([{"a": first, "b": second} for first, second in lines], ["a", "b"])
    back = read(written)
    assert [[cell.removeprefix("'") for cell in line] for line in back] == [
        [cell.removeprefix("'") for cell in line] for line in lines
    ]


@given(cells)
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    [[cell]] = read(table.rows([{"a": text}], ["a"]))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("x";"y")'])
def test_a_formula_gets_an_apostrophe_in_front(text: str) -> None:
    assert read(table.rows([{"a": [text]}], ["a"])) == [["'" + text]]


def test_lines_end_as_the_rfc_says_and_quotation_marks_are_doubled() -> None:
    written = table.header(["id", "text"]) + table.rows(
        [{"id": "1", "text": 'He said "no",\nthen left'}], ["id", "text"]
    )
    assert written == b'id,text\r\n1,"He said ""no"",\nthen left"\r\n'


def test_values_are_flat() -> None:
    result = {
        "speaker": {"name": "Ada", "role": None},
        "mentions": ["gpe:iran", "gpe:russia"],
        "entities": [{"name": "Iran"}, {"name": "Russia"}],
        "spans": [[1, 2], [4, 5]],
        "count": -3,
        "deleted": True,
        "cue": None,
    }
    columns = ["speaker.name", "speaker.role", "mentions", "entities.name", "spans", "count", "deleted", "cue.text"]
    [line] = read(table.rows([result], columns))
    assert line == ["Ada", "", "gpe:iran; gpe:russia", "Iran; Russia", "[[1,2],[4,5]]", "-3", "true", ""]


@pytest.mark.parametrize("sign", [*"=+-@", *"＝＋－＠", *"﹦﹢﹣﹫", *"⁼⁺⁻₌₊₋"])
@pytest.mark.parametrize(
    "before", ["", " ", "\t", "\ufeff", "\u200b", "\u00ad", "\u202e", " \u202e\ufeff\u00a0\u2028 "]
)
def test_no_cell_is_a_formula_whatever_invisible_characters_stand_before_its_sign(before: str, sign: str) -> None:
    cell = f"{before}{sign}SUM(A1)"
    [[written]] = csv.reader(io.StringIO(table.rows([{"id": cell}], ["id"]).decode(), newline=""))
    assert written == f"'{cell}"


@pytest.mark.parametrize("cell", ["Łódź", "\u202eabc=", "5-3", "\ufeff", "\u00ad", "é=1", "½", "１+1", ""])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    [[written]] = csv.reader(io.StringIO(table.rows([{"id": cell}], ["id"]).decode() or "\r\n", newline="")) or [[""]]
    assert written == cell


@pytest.mark.parametrize("model", table.COLUMNS)
def test_the_usual_columns_exist(model: type[BaseModel]) -> None:
    assert set(table.columns(model, None)) <= set(table.leaves(model))


def test_fields_choose_columns_in_their_order_and_what_holds_others_is_all_of_them() -> None:
    assert table.columns(FoundQuote, ["id", "article.url", "cue", "speaker.name"]) == [
        "id", "article.url", "cue.text", "cue.start", "cue.end", "cue.lemma", "speaker.name",
    ]  # fmt: skip


# --- feeds ----------------------------------------------------------------------------------------------------------


def article(**changed: Any) -> FoundArticle:
    usual = {"id": "a-1", "version": 1, "title": "Ferry", "accepted_at": NOW, "length": 10, "annotator": "1"}
    return FoundArticle.model_validate(usual | changed)


def quote(**changed: Any) -> FoundQuote:
    usual = {
        "id": "q1", "start": 0, "end": 3, "text": "Yes", "spans": [(0, 3)], "type": "direct",
        "context": Context(before="", after=""), "article": ArticleRef(id="a-1", title="Ferry"), "annotator": "1",
    }  # fmt: skip
    return FoundQuote.model_validate(usual | changed)


def page(*entries: Entry, following: str | None = None) -> Feed:
    return Feed("Quotes", "http://here/2", "http://here/1", following, NOW, entries)


def test_an_atom_feed_has_what_the_rfc_demands() -> None:
    entry = article_entry(
        article(url="https://news.example/a?b=1&c=2", published_at=datetime(1934, 7, 1, 6, 30, tzinfo=UTC),
                authors=["Ada"], tags=["sea"]), "http://here")  # fmt: skip
    root = ET.fromstring(atom(page(entry, following="http://here/1?cursor=x&format=atom")))
    assert root.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://here/2", "first": "http://here/1", "next": "http://here/1?cursor=x&format=atom"}
    assert [root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")] == [
        "http://here/1", "Quotes", "2026-05-01T12:00:00Z",
    ]  # fmt: skip
    [found] = root.findall(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}id") == "urn:quotewire:article:a-1"
    assert found.findtext(f"{ATOM}published") == found.findtext(f"{ATOM}updated") == "1934-07-01T06:30:00Z"
    [link] = found.findall(f"{ATOM}link")
    assert (link.get("rel"), link.get("href")) == ("alternate", "https://news.example/a?b=1&c=2")
    assert [name.text for name in found.iterfind(f"{ATOM}author/{ATOM}name")] == ["Ada"]
    assert [category.get("term") for category in found.findall(f"{ATOM}category")] == ["sea"]


def test_an_rss_feed_has_what_its_specification_demands() -> None:
    said = quote(
        text="Ferries <b>float</b> & sail",
        speaker=IdentifiedSpeaker(id="person:ada", name="Ada", type="PERSON", resolved_by="name", confidence=1,
                                  mention=Mention(text="Ada", start=0, end=3)),
        article=ArticleRef(id="a-1", title="Ferry", url="https://news.example/a",
                           published_at=datetime(2026, 3, 1, 8, tzinfo=UTC)),
    )  # fmt: skip
    root = ET.fromstring(rss(page(quote_entry(said, "http://here"), following="http://here/1?cursor=x")))
    [channel] = root
    assert (root.tag, root.get("version"), channel.tag) == ("rss", "2.0", "channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    assert {link.get("rel"): link.get("href") for link in channel.findall(f"{ATOM}link")}[
        "next"
    ] == "http://here/1?cursor=x"
    [item] = channel.findall("item")
    assert item.findtext("title") == "Ada: Ferries <b>float</b> & sail"
    assert item.findtext("description") == "Ferries &lt;b&gt;float&lt;/b&gt; &amp; sail<br><br>Ferry"
    [guid] = item.findall("guid")
    assert (guid.text, guid.get("isPermaLink")) == ("urn:quotewire:quote:q1", "false")
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert item.findtext(f"{DC}creator") == "Ada"


def test_the_last_page_has_no_next() -> None:
    root = ET.fromstring(atom(page()))
    assert [link.get("rel") for link in root.findall(f"{ATOM}link")] == ["self", "first"]


def test_what_has_no_date_keeps_one_and_says_no_time_of_publication() -> None:
    root = ET.fromstring(atom(page(quote_entry(quote(), "http://here"))))
    [entry] = root.findall(f"{ATOM}entry")
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") == UNDATED
    assert entry.find(f"{ATOM}published") is None


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "data:text/html,x", "//elsewhere", "https://a b"])
def test_a_reader_is_never_sent_to_what_is_no_web_address(url: str | None) -> None:
    assert article_entry(article(url=url), "http://here").link == "http://here/v1/articles/a-1"


def test_entities_and_speakers_are_entries_too() -> None:
    listed = ListedEntity(id="gpe:łódź", name="Łódź", articles=1, mentions=3, quotes_by=0, quotes_about=2)
    entity = name_entry(listed, "http://here", NOW)
    assert entity.link == "http://here/v1/entities/gpe:%C5%82%C3%B3d%C5%BA"
    assert entity.text == "articles: 1, quotes by: 0, quotes about: 2"
    assert name_entry(ListedSpeaker(id="person:ada", name="Ada", quotes=4), "", NOW).text == "quotes: 4"


@given(title=cells, text=cells, author=cells, tag=cells)
def test_no_text_can_break_a_feed(title: str, text: str, author: str, tag: str) -> None:
    entry = Entry("urn:x", title, "http://here", text, NOW, NOW, [author], [tag])

    def kept(written: str) -> str:
        """As XML can hold it."""
        return (
            "".join(c if c not in "\ufffe\uffff" else "\ufffd" for c in written)
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )

    [shown] = ET.fromstring(atom(page(entry))).findall(f"{ATOM}entry")
    assert (shown.findtext(f"{ATOM}title") or "") == kept(title)
    assert (shown.findtext(f"{ATOM}content") or "") == kept(text)
    [item] = ET.fromstring(rss(page(entry))).iterfind("channel/item")
    assert (item.findtext("title") or "") == kept(title)
    assert (item.findtext(f"{DC}creator") or "") == kept(author)
