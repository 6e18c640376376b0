"""The three services: ingest (write API), nlp (annotator), search (index and read API)."""
