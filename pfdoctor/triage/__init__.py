"""From the text of an error to its likely cause. Pure: no check is run, nothing is asked for."""
