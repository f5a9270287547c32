"""The county server; the same program is a township relay."""
