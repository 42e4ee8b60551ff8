"""The command line: one command a module, everything else imported when the command runs."""
