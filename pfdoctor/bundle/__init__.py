"""Recorded answers of Azure in one JSON file: read, matched to requests, written."""
