"""Reported clauses: what somebody is said to have said, thought or wanted, quotation marks or not.

:mod:`finding` puts together what :mod:`verbs`, :mod:`nouns` and :mod:`around` find, out of :mod:`parts`, each in a few
lengths; :mod:`features` describes it for the ranker that decides.
"""
