"""The built-in checks: a folder an area, a module a check."""
