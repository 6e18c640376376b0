"""Care of a live index: what brings the index and the annotator together, which know nothing of each other."""
