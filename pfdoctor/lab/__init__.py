"""An emulator of Azure Resource Manager: a bundle is its world."""
