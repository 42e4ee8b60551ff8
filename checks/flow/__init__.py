"""Checks of the area flow."""
