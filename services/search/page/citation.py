"""Citation: a quote as a sentence and as Markdown, to be pasted into a text."""

from __future__ import annotations

import re

from services.search.index.results import FoundQuote
from services.search.page.dates import day
from services.search.page.text_fragment import web_address

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


def sentence(quote: FoundQuote) -> str:
    """Return *“…” – NAME (SOURCE, 4 May 2026).* Reported speech stands without marks: its words are the article's."""
    words = f"“{quote.text}”" if quote.type == "direct" else quote.text
    return f"{words} – {_who(quote)} ({_where(quote)})."


def markdown(quote: FoundQuote, address: str) -> str:
    """Return a block quotation with who said it and a link to where it stands."""
    words = f"“{quote.text}”" if quote.type == "direct" else quote.text
    lines = "\n".join(f"> {_plain(line)}" for line in words.splitlines())
    link = (web_address(quote.article.url) or address).replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"{lines}\n>\n> – {_plain(_who(quote))}, [{_plain(_where(quote))}]({link})"


def _who(quote: FoundQuote) -> str:
    if not quote.speaker:
        return quote.said_by.text if quote.said_by else "speaker not named"
    role = f", {quote.speaker.role}" if quote.speaker.role else ""
    return f"{quote.speaker.name}{role}"


def _where(quote: FoundQuote) -> str:
    article = quote.article
    parts = (f"“{article.title}”" if article.title else "", article.source or "", day(article.published_at))
    return ", ".join(part for part in parts if part)


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
