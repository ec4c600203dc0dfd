"""Benchmarks that `make bench` runs; device/ holds what they put onto a device."""
