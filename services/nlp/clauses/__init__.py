"""Clauses: the evidence of an article in, its reported clauses out, each with the features that its ranker weighs.

What somebody is said to have said, thought or wanted, quotation marks or not. :mod:`finding` puts together what
:mod:`verbs`, :mod:`nouns` and :mod:`frames` find, each clause in a few lengths; :mod:`clause_spans` cleans their edges,
:mod:`clause_sources` tells by whom they may be, :mod:`features` describes them for the ranker that decides.
"""
