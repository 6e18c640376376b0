"""Parse: an article's text in, one :class:`~services.nlp.parse.reading.Reading` out.

A reading holds tokens, tags, dependencies, sentences and paragraphs as plain lists. Beside it, a text goes in and the
stretches inside quotation marks come out. The spaCy model is known here alone (:mod:`~services.nlp.parse.model`).
"""
