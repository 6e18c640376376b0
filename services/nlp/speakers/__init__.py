"""Speakers: a reading and its entities in, the phrases that may name a speaker and their referents out.

:mod:`evidence` gathers all that is known of an article; :mod:`candidates` finds the noun phrases that may speak;
:mod:`coreference` resolves pronouns and, by :mod:`descriptions`, *the former senator*; :mod:`roles` finds the roles of
people.
"""
