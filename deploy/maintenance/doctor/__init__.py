"""Doctor: each module examines one part and returns findings; ``examination.py`` has them all in order."""
