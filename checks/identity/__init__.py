"""Checks of the area identity."""
