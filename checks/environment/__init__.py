"""Checks of the area environment."""
