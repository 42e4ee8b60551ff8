"""Checks of the area connection."""
