"""Taking a bundle for somebody else: without names, or by a script where pfdoctor cannot run."""
