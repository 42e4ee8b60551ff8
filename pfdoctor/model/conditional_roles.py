"""The built-in roles that hold a condition inside themselves, which older answers leave out without a word.

Custom roles cannot hold one. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
"""

from __future__ import annotations

CONDITIONS_SINCE = "2022-05-01-preview"
"""The oldest api-version of role definitions that shows the conditions inside them."""

CONDITIONAL_ROLES = frozenset(
    (
        "0f641de8-0b88-4198-bdef-bd8b45ceba96",  # Defender for Storage Scanner Operator
        "1cfa4eac-9a23-481c-a793-bfb6958e836b",  # Azure Migrate Execute Expert
        "1cfa4eac-9a23-481c-a793-bfb6958e836c",  # Azure Local Migrate Execute Expert
        "481d9636-d9f0-468b-b93d-6056318e6f36",  # Azure Resilience Management Recovery Administrator
        "49fc33c1-886f-4b21-a00e-1d9993234734",  # AVS on Fleet VIS Role
        "4c6569b6-f23e-4295-9b90-bd4cc4ff3292",  # DevCenter Owner
        "5a2ec2f1-2375-4950-9906-59ec1d979249",  # Azure Resilience Management Drills Assets Administrator
        "5a382001-fe36-41ff-bba4-8bf06bd54da9",  # Azure Sphere Owner
        "63342533-d951-495d-a3c3-a459aa02362b",  # Oracle Database DbSystems Administrator
        "66f75aeb-eabe-4b70-9f1e-c350c4c9ad04",  # Virtual Machine Data Access Administrator (preview)
        "77789c21-1643-48a2-8f27-47f858540b51",  # Storage Actions Task Assignment Contributor
        "7a2b6e6c-472e-4b39-8878-a26eb63d75c6",  # Microsoft Discovery Platform Administrator (Preview)
        "7b7c71ed-33fa-4ed2-a91a-e56d5da260b5",  # Azure IoT Operations Onboarding
        "8480c0f0-4509-4229-9339-7c10018cb8c4",  # Defender CSPM Storage Scanner Operator
        "8b54135c-b56d-4d72-a534-26097cfdc8d8",  # Key Vault Data Access Administrator
        "92b92042-07d9-4307-87f7-36a593fc5850",  # Azure File Sync Administrator
        "95dd08a6-00bd-4661-84bf-f6726f83a4d0",  # Azure Container Storage Contributor
        "95de85bd-744d-4664-9dde-11430bc34793",  # Azure Container Storage Owner
        "a2b7cc47-30ec-462f-a2f4-9ac6e1c266af",  # Azure Resilience Management Goals Administrator
        "bda0d508-adf1-4af0-9c28-88919fc3ae06",  # Azure Stack HCI Administrator
        "c883944f-8b7b-4483-af10-35834be79c4a",  # Foundry Owner
        "c914561b-1575-4601-af9c-a1356bf59818",  # Azure Resilience Management Drills Administrator
        "d715fb95-a0f0-4f1c-8be6-5ad2d2767f67",  # AVS Orchestrator Role
        "dbc9c667-e97f-4491-aee6-90b9cf960190",  # Privileged Monitoring Data Reader
        "e47c6f54-e4a2-4754-9501-8e0985b135e1",  # Foundry Account Owner
        "e4c7f620-39b8-4688-bba2-70dd82ef367b",  # Azure Resilience Management Drills Target Resource Administrator
        "eadc314b-1a2d-4efa-be10-5d325db5065e",  # Foundry Project Manager
        "fd8ea4d5-6509-4db0-bada-356ab233b4fa",  # Azure Migrate Owner
        "fd8ea4d5-6509-4db0-bada-356ab233b4fb",  # Azure Local Migrate Owner
    )
)
