"""The conditions on role assignments and inside roles (Azure ABAC), parsed and judged.

https://learn.microsoft.com/azure/role-based-access-control/conditions-format
"""
