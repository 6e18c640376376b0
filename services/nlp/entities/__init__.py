"""Entities: a reading in, the named entities of the article out, each with its type, its mentions and its name.

The tagger, a component of spaCy's pipeline, sees names in sentences (``tagger``, over ``network``, ``batch``,
``labels`` and ``word_features``); ``finding`` puts them in order (``name_types``) and joins those of one entity
(``aliases``, over ``people`` and ``bodies``).
"""
