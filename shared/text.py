"""Text rules that more than one service relies on: characters that are refused, folding, slugs, ids of names."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from shared.normalisation import without_long_runs

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_WORD = re.compile(r"[^\w]+")

# What NFKD leaves alone, although readers and keyboards take it for the plain letter.
_FOLDS = str.maketrans({
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i", "ħ": "h", "Ħ": "H",
    "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T",
})  # fmt: skip


def no_control_characters(text: str) -> str:
    """Return ``text`` unchanged, or raise ValueError naming the first character no article may hold.

    Refused are the C0 controls but tab, line feed and carriage return, DEL, and lone surrogates, which have no
    UTF-8 form. C1 characters stay: archives hold mis-decoded text, and refusing it would lose the article.
    """
    found = _REFUSED.search(text)
    if found:
        kind = "lone surrogate" if "\ud800" <= found.group() <= "\udfff" else "control character"
        raise ValueError(f"holds the {kind} U+{ord(found.group()):04X} at character {found.start()}; remove it")
    return text


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents: ``Łódź`` and ``lodz`` are one word to a reader who searches."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", without_long_runs(text)).translate(_FOLDS)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def slug(name: str) -> str:
    """Return the part of an entity id that is made from a name: ``Maxim A. Suchkov`` -> ``maxim-a-suchkov``.

    Names without any word character (rare, but text is text) get a hash, so that an id is never empty.
    """
    return _NOT_WORD.sub("-", fold(name)).strip("-") or hashlib.sha256(name.encode()).hexdigest()[:12]


def entity_id(type_: str, name: str) -> str:
    """Return an entity id, ``type:slug-of-the-name``, the identity of a name: ``person:mohsen-milani``."""
    return f"{type_.lower()}:{slug(name)}"
