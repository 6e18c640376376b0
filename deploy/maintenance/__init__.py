"""Maintenance of a live index: brings the index and the annotator together, which do not import each other."""
