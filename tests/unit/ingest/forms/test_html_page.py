"""Pages of HTML: what is found in them, and what is refused with its reason."""

from __future__ import annotations

import pytest

from services.ingest import html_tree
from services.ingest.forms.html_page import HtmlPage, prepare
from shared import errors

PROSE = "The harbour in Halmstow opens again on Monday, said its master, Felicity Brome. "
SECTIONS = ["Home", "World", "Politics", "Business", "Sport", "Culture", "Weather", "Subscribe", "Contact", "About"]


def page(inner: str, head: str = "") -> HtmlPage:
    return HtmlPage(html=f"<html><head><title>Halmstow Courier</title>{head}</head><body>{inner}</body></html>")


def links(names: list[str]) -> str:
    return " ".join(f'<a href="/{name}">{name}</a>' for name in names)


MENUS = {
    "navigation": f"<nav><ul>{''.join(f'<li>{links([name])}</li>' for name in SECTIONS)}</ul></nav>",
    "plain navigation": f"<nav><ul>{''.join(f'<li>{name}</li>' for name in SECTIONS)}</ul></nav>",
    "links": f'<div class="menu">{links(SECTIONS)}</div>',
    "links with bars": f"<p>{' | '.join(links([name]) for name in SECTIONS)}</p>",
    "a table": f"<table>{''.join(f'<tr><td>{links([name])}</td></tr>' for name in SECTIONS)}</table>",
    "buttons": "".join(f"<button>{name}</button>" for name in SECTIONS),
    "headings and teasers": f"<h1>Courier</h1><h2>All</h2>{links([f'All the {name} news' for name in SECTIONS])}",
    "links in pieces": "".join(f'<p><a href="/{n}"><span>{n}</span> <b>news</b></a></p>' for n in SECTIONS),
}


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS.keys())
def test_a_page_of_nothing_but_a_menu_is_no_article(menu: str) -> None:
    with pytest.raises(errors.Rejected, match="links and headings and no article"):
        prepare(page(menu))


@pytest.mark.parametrize("menu", MENUS.values(), ids=MENUS.keys())
def test_an_article_beside_a_menu_is_found(menu: str) -> None:
    article = prepare(page(f"{menu}<article><h1>Harbour opens</h1><p>{PROSE * 3}</p></article>"))

    assert PROSE.strip() in article.body


def test_a_short_article_full_of_links_is_an_article() -> None:
    article = prepare(page(f"<article><p>{links(SECTIONS[:3])} were closed on Sunday.</p></article>"))

    assert article.body.endswith("were closed on Sunday.")


def test_a_page_without_text_is_rejected() -> None:
    with pytest.raises(errors.Rejected, match="no article text"):
        prepare(page("<script>1</script>"))


def test_what_the_client_says_wins_over_the_page() -> None:
    posted = page(f"<article><p>{PROSE * 3}</p></article>", '<meta name="author" content="Ann Lee">')

    article = prepare(posted.model_copy(update={"title": "Harbour opens", "authors": ["Felicity Brome"]}))

    assert (article.title, article.authors) == ("Harbour opens", ["Felicity Brome"])


TOO_MUCH = {
    "elements": f"<p>{PROSE}</p>" + "<p>x" * (html_tree.MAX_ELEMENTS + 1),
    "attributes": f"<p>{PROSE}</p><p {' '.join(f'a{n}=1' for n in range(html_tree.MAX_ATTRIBUTES + 2))}>x</p>",
    "text and markup": f"<p>{('xy' * 10 + '<script>x</script>') * 12_000}</p>",
}


@pytest.mark.parametrize(("what", "inner"), TOO_MUCH.items())
def test_a_page_that_would_take_long_is_rejected_with_its_reason(what: str, inner: str) -> None:
    with pytest.raises(errors.Rejected, match=f"{what}.*; post its title and body instead"):
        prepare(page(inner))


def test_a_page_of_many_blocks_is_an_article() -> None:
    assert PROSE.strip() in prepare(page(f"<p>{PROSE * 3}</p>{'<p>Ann Lee won.</p>' * 5_000}")).body


def test_data_that_is_not_json_is_left_out() -> None:
    data = '"author":{' * html_tree.MAX_INVALID_JSON
    head = f'<script type="application/ld+json">{data}</script>'

    assert PROSE.strip() in prepare(page(f"<p>{PROSE * 3}</p>", head)).body


@pytest.mark.parametrize("around", ["{}", "<b>{}</b>", "{}<script>x</script>"])
def test_runs_of_marks_in_a_page_are_cut(around: str) -> None:
    tree = html_tree.parse(page(f"<p>a{around.format('&#769;&#790;') * 200}</p>").html)

    assert tree is not None
    assert "\u034f" in tree.root.text_content()


def test_a_mark_in_an_element_of_its_own_stays_as_it_is() -> None:
    tree = html_tree.parse(page("<p>Caf<i>e</i>&#769; and e<b>&#769;</b></p>").html)

    assert tree is not None
    assert tree.root.text_content().endswith("Cafe\u0301 and e\u0301")


@pytest.mark.parametrize("reference", ["&#xFFFF;", "&#65534;", "&#x1;", "&#xD800;", "&#x110000;", f"&#{'9' * 5_000};"])
def test_references_to_characters_that_are_none_are_left_out(reference: str) -> None:
    article = prepare(page(f"<article><h1>The harbour</h1><p>Café{reference} {PROSE * 4}</p></article>"))

    assert article.body.endswith(f"Café {PROSE * 4}".strip())
