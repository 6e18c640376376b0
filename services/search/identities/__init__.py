"""Identities: who is who across articles. Names are compared, and a person's names and articles put together.

The rooms, each of which only knows those before it: :mod:`person_names` takes names apart and compares them,
:mod:`evidence` says what is known of a name, :mod:`company` whom an article means by its company, :mod:`occupations`
and :mod:`namesakes` whose a full name is that several people bear, :mod:`place_names`, :mod:`place_senses` and
:mod:`place_surroundings` do so for places; :mod:`people`, :mod:`bodies` and :mod:`places` decide, and :mod:`resolving`
does so for every name. None of them reads or writes anything.
"""
