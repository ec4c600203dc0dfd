"""Fuzzy inference on compiled tables: integers only, nothing allocated while it runs."""
