"""The eyes: reads the web and speaks the nouns of the archive."""
