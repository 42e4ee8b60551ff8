"""What pfdoctor knows, as values: resources, roles, verdicts, findings. No input, no output, no Azure SDK."""
