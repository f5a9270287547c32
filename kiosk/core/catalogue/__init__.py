"""Matters, materials and forms: the catalogue format."""
