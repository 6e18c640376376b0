"""Text rules that more than one service relies on: characters that are refused, folding, slugs, ids of names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from shared.normalisation import without_long_runs

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks that turn the direction of a line, or that take no room: a name with one looks like another name."""
_REFUSED_BYTES = bytes([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
"""Those of :data:`_REFUSED` that have a UTF-8 form, of one byte each, which stands for nothing else there."""
_NOT_WORD = re.compile(r"[^\w]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
MAX_SLUG_CHARS = 200
"""Characters of a name's part of an id. No name is as long; what an article can make an annotator take for one is."""
_DIGEST_CHARS = 12
_REMEMBERED = 16
"""Characters of a run whose plain letters are remembered: of quotation marks, dashes, a letter with an accent."""

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
    found = None if _holds_none(text) else _REFUSED.search(text)
    if found:
        kind = "lone surrogate" if "\ud800" <= found.group() <= "\udfff" else "control character"
        raise ValueError(f"holds the {kind} U+{ord(found.group()):04X} at character {found.start()}; remove it")
    return text


def one_line(text: str) -> str:
    """Return a name that somebody typed as it is shown: on one line, without marks that nobody sees."""
    return " ".join(_UNSEEN.sub("", text).split())


def _holds_none(text: str) -> bool:
    """Return whether ``text`` holds no refused character: a sixth of the time of the pattern, which names it."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    return len(encoded.translate(None, _REFUSED_BYTES)) == len(encoded)


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents: ``Łódź`` and ``lodz`` are one word to a reader who searches."""
    if text.isascii():
        return text.lower()
    # Run by run: of most texts, a hundredth is not ASCII. Marks alone could change places between runs, and they go.
    return _NOT_ASCII.sub(_plain_run, without_long_runs(text)).lower()


def _plain_run(run: re.Match[str]) -> str:
    return _remembered_plain(run[0]) if len(run[0]) <= _REMEMBERED else _plain(run[0])


def _plain(run: str) -> str:
    """Return a run of characters beyond ASCII decomposed and without marks."""
    decomposed = unicodedata.normalize("NFKD", run).translate(_FOLDS)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_remembered_plain = lru_cache(maxsize=2**12)(_plain)


def slug(name: str) -> str:
    """Return the part of an entity id that is made from a name: ``Maxim A. Suchkov`` -> ``maxim-a-suchkov``.

    Names without any word character (rare, but text is text) get a hash, so that an id is never empty; so does the
    end of one that is too long to be asked for.
    """
    words = _NOT_WORD.sub("-", fold(name)).strip("-")
    if 0 < len(words) <= MAX_SLUG_CHARS:
        return words
    digest = hashlib.sha256((words or name).encode()).hexdigest()[:_DIGEST_CHARS]
    return f"{words[: MAX_SLUG_CHARS - _DIGEST_CHARS - 1].rstrip('-')}-{digest}" if words else digest


def entity_id(type_: str, name: str) -> str:
    """Return an entity id, ``type:slug-of-the-name``, the identity of a name: ``person:mohsen-milani``."""
    return f"{type_.lower()}:{slug(name)}"
