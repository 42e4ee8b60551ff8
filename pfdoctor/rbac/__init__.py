"""May this principal do this action on this scope, and why: Azure RBAC as a pure function."""
