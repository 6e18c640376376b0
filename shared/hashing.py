"""Hashes that aliases, fingerprints and texts are compared by; pure."""

from __future__ import annotations

import hashlib
import json

from shared.models.articles import Article


def digest(text: str) -> str:
    """Return the hash that aliases and fingerprints are made of: 128 bits of SHA-256, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def text_hash(article: Article) -> str:
    """Return a hash of all that the annotator takes, to the letter: where it is equal, an annotation stays true.

    Language and authors count where they are given, so that the hash of an article without them stays what it was.
    """
    given = [article.language, article.authors] if article.language or article.authors else []
    return digest(json.dumps([article.title, article.body, *given]))
