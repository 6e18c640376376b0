"""Extraction: from a page of HTML to its article. What the page declares comes first, then what it shows, then guesses.

Input: a parsed page (:mod:`services.ingest.html_tree`). Output: text and metadata, or the reason why there is none.
"""
