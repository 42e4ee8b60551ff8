"""From findings to a plan; from a plan to scripts for others, or to writes that can be undone."""
