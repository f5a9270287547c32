"""Data the programs ship with and read through importlib.resources: divisions, catalogue, dictionary, examples."""
