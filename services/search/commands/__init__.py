"""Commands of the search service; each asks its API, as anybody would."""
