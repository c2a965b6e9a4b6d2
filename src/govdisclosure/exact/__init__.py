"""Exact arithmetic and search over linear constraints (精确求解), independent of reports."""
