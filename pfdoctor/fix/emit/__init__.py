"""A plan in the language of whoever applies it, one dialect a module; all say the same, from the same steps."""
