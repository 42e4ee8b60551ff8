"""How results are shown: one renderer a module."""
