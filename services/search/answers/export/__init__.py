"""Lists of results in formats that other programs read: CSV, JSON lines, RSS, Atom."""
