"""Characters: text repaired of wrong encodings, decomposed letters, soft hyphens and odd white space; pure.

No quotation mark is ever exchanged for another, since which marks a text has says who speaks. Every step takes time in
proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata

from ftfy import fix_encoding
from ftfy.badness import is_bad
from ftfy.fixes import fix_c1_controls

from shared.normalisation import pieces, stream_safe
from shared.text import no_control_characters

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
"""Soft hyphen, and the marks without a width. U+200C and U+200D stay: scripts need them."""
_TABLE = str.maketrans(dict.fromkeys(_SPACES, " ") | dict.fromkeys(_INVISIBLE))
_LINE_END = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_ACCENT_AND_MARK = re.compile(
    r"(?:(?!â[€‚])[ß-ÿ]|[A-ZÀ-Þ][À-Þ])[^\x00-\x7f]{0,2}[\u2018-\u201f\u2039\u203a«»´]"
    r"|[\u2018-\u201f\u2039\u203a«»](?!â[€‚])[ÄÅÇÉÑÖÜÆØß-ü]"
)
"""A word that ends with an accent, before a quotation mark: *‘our café’”*; or begins with one, behind it: *“Été”*. The
characters could be those of a Chinese or Armenian letter that was decoded wrongly; so such a line is left as it is."""


def repaired(text: str) -> str:
    """Return a text in Unicode's form NFC, without mojibake, soft hyphens and other marks without a width, whose spaces
    are plain ones and whose lines end with a line feed.

    >>> repaired("It\\u00e2\\u20ac\\u2122s a co\\u00adopera\\u00adtive")
    'It’s a cooperative'
    """
    if text.isascii():
        return _LINE_END.sub("\n", text) if "\r" in text else text
    text = _decoded(text)
    text = _LINE_END.sub("\n", text).translate(_TABLE)
    safe = stream_safe(text)
    if unicodedata.is_normalized("NFC", safe):
        return text
    return "".join(unicodedata.normalize("NFC", piece) for piece in pieces(safe))


def _decoded(text: str) -> str:
    """Return text as it was before somebody decoded it with a wrong encoding."""
    decoded = fix_c1_controls(fix_encoding(text) if is_bad(text) and not _ACCENT_AND_MARK.search(text) else text)
    try:
        return no_control_characters(decoded)
    except ValueError:  # bytes that never were text
        return text
