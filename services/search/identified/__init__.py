"""Identified: the index with identities. :mod:`services.search.identities` decides who is who; here it is asked of the
index, kept in it, and read into what is searched for and shown.

:mod:`index_evidence` asks the index what articles tell of names, and :mod:`resolver` keeps whom they mean.
:mod:`meanings` follows what was kept, forwards (whom does a name mean?) and backwards (what finds somebody?);
:mod:`identified_index` does so for every search, with :mod:`merging` for what is counted by name.
"""
