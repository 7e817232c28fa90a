"""Measurements for people, on invented texts: `make bench`. No test depends on a clock."""
