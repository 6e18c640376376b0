"""Words that name nobody unless something resolves them: pronouns and quantities, such as *they*, *some*, *two*."""

from __future__ import annotations

from services.nlp.parse.reading import Reading

_TAGS = ("PRP", "W", "DT", "PDT", "EX", "CD")
_WORDS = frozenset(
    ("all", "another", "any", "anybody", "anyone", "anything", "both", "each", "either", "enough", "everybody",
     "everyone", "everything", "few", "half", "latter", "former", "least", "less", "lots", "majority", "many",
     "mine", "minority", "more", "most", "much", "neither", "nobody", "none", "nothing", "one", "ones", "other",
     "others", "plenty", "rest", "same", "several", "some", "somebody", "someone", "something", "such", "that",
     "there", "these", "this", "those", "what", "whoever", "yours")
)  # fmt: skip


def is_unnamed(r: Reading, token: int) -> bool:
    """Return whether a phrase headed by the token is no identity: *they*, *some of them*, *the other*."""
    return r.words[token] in _WORDS or r.tags[token].startswith(_TAGS)
