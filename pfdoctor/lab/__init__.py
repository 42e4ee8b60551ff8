"""An Azure Resource Manager in a box: a store, its rules, its errors."""
