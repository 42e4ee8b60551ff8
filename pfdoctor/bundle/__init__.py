"""Recorded answers of Azure in one file: read, written, and searched for the answer to a request."""
