"""Lexicon: a word in, what is known of it out: classes of cues and titles, verb lemmas, names, vectors, similarity.

The lists are data in ``lists/``, the vectors in ``word_vectors.npz``.
"""
