"""Query language of ``q``: words, "exact phrases", prefix*, fields, nearness, AND, OR, NOT, parentheses. It is parsed
once, for both engines.

::

    alternatives = all {"OR" all}
    all          = item {["AND"] item}        side by side means AND
    item         = {"NOT" | "-"} [field ":"] (word | prefix "*" | phrase | near | "(" alternatives ")")
    near         = phrase "~" number          1 to 50 words among them; in no field, or in title: or body:
    field        = "title" | "body" | "speaker" | "entity" | "source" | "cue" | "role"

So ``a b OR c`` is ``(a AND b) OR c``. Operators are in capitals, fields in lower case; ``and``, ``or``, ``not`` are
words. ``-`` means NOT only where a word begins, a ``+`` there means nothing. A field holds for what follows its colon
without a space: one word or phrase, or each of those in the parentheses. Straight, curly and angle quotation marks open
and close phrases, in which nothing else has a meaning. Everything else is punctuation, also the colons of
``https://example.org`` and ``10:30``, and what has no letter or digit is passed over. What other languages would read
as more than that is refused with what to write instead: unknown fields, wildcards but for one star at a word's end,
``word~2``.
"""

from services.search.query.parser import MAX_CHARS, MAX_DEPTH, MAX_DISTANCE, MAX_NEAR, MAX_TERMS, MIN_PREFIX, parse
from services.search.query.tree import And, Field, Near, Node, Not, Or, Phrase, Prefix, Word

__all__ = [
    "MAX_CHARS",
    "MAX_DEPTH",
    "MAX_DISTANCE",
    "MAX_NEAR",
    "MAX_TERMS",
    "MIN_PREFIX",
    "And",
    "Field",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Word",
    "parse",
]
