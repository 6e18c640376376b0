"""Changes between two versions of an article: of its text by words, of its title, and of who says what in it."""
