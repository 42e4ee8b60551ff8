"""The fields that az ml knows, against the table of what its SDK accepts."""

from __future__ import annotations

import json

import pytest

from pfdoctor.project import deployment_file, endpoint_file


@pytest.mark.parametrize(
    ("known", "schema"),
    [(deployment_file.FIELDS, "ManagedOnlineDeployment"), (endpoint_file.FIELDS, "ManagedOnlineEndpoint")],
)
def test_every_field_of_the_sdk_is_known(shared, known, schema):
    table = json.loads((shared / "schemas" / "marshmallow_fields.json").read_text(encoding="utf-8"))
    fields = table["schemas"][schema]
    names = {str(field.get("data_key", name)) for name, field in fields.items()}
    assert set(known[""].split()) == names
