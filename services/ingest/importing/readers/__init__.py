"""Readers of archive files, one module for each format: from a path to its records, in order and in bounded memory."""
