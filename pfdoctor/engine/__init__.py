"""Finds checks, runs them side by side, orders what they found by cause."""
