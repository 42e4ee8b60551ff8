"""What is known about one endpoint, read when first asked for, once."""
