"""Parse: an article in, one :class:`~services.nlp.parse.reading.Reading` out: its tokens, tags, dependencies,
sentences, paragraphs and quotation marks, as plain lists that the rules read."""
