"""Fitting: annotated texts and word lists in, ``rankers.json``, ``tagger.npz`` and ``word_vectors.npz`` out.

Commands, each with ``--help``: ``python -m services.nlp.fitting.rankers``, ``tagger``, ``word_table``, ``importance``.
Not part of the wheel.
"""
