"""Checks of the area workspace."""
