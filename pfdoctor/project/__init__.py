"""A flow's own files, read where they lie: found, located by line, never executed."""
