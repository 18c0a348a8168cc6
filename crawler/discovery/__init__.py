"""Bytes of a source -> Links and further Sources. Pure; runs in the reading children."""
