"""Checks of the area roles."""
