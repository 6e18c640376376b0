"""Ranking: features as numbers in, probabilities out, by trees fitted once and kept in ``rankers.json``."""
