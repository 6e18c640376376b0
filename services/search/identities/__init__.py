"""Identities: who is who across articles. Names are compared, and a person's names and articles put together.

The rooms, each of which only knows those before it: :mod:`person_names` takes names apart and compares them,
:mod:`evidence` says what is known of a name, :mod:`people`, :mod:`bodies` and :mod:`namesakes` decide, and
:mod:`resolving` does so for all names that have a word in common. None of them reads or writes anything.
"""
