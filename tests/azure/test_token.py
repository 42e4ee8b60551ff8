from __future__ import annotations

import base64
import json

import pytest

from pfdoctor.azure.token import object_id


def jwt(claims):
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"header.{part}.signature"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (jwt({"oid": "AAAA-1", "sub": "x"}), "aaaa-1"),
        (jwt({"oid": "a", "padding": "?" * 3}), "a"),
        (jwt({"sub": "x"}), ""),
        (jwt({"oid": 7}), ""),
        (jwt(["oid"]), ""),
        ("lab:AAAA-1", "aaaa-1"),
        ("lab:", ""),
        ("opaque", ""),
        ("a.b.c", ""),
        ("a.é.c", ""),
        ("", ""),
    ],
)
def test_the_principal_that_a_token_names(token, expected):
    assert object_id(token) == expected
