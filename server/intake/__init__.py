"""Batches in, acknowledgements and changes out."""
