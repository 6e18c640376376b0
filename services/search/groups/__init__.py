"""Groups of articles that print one text: how two texts are compared, and which belong together. Pure; the engines
store, in :attr:`.texts.Text.bands`, what finds the texts worth comparing."""
