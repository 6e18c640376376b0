"""Ranking: rows of named features in, probabilities out, by trees fitted once and kept in ``rankers.json``.

The features themselves are made where the things are that they describe: clauses, quoted stretches.
"""
