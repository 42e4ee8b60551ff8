"""Checks of the area caller."""
