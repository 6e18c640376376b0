"""Text in, annotations out: entities, quotes, and who said them."""
