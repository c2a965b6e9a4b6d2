"""Exact arithmetic and search over linear constraints (精确求解): it knows nothing of reports."""
