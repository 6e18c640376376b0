"""Golden set: invented texts that together run every rule of ``services/nlp``, with the annotations they get.

``texts/`` holds the texts, grouped by what they exercise; ``record.jsonl`` the annotations, a line each, and the
GENERATION they were made under. A test fails when an annotation changed and GENERATION did not.
"""
