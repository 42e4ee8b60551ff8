"""`python -m pfdoctor`: the same as the command `pfdoctor`."""

from pfdoctor.cli.main import main

main()
