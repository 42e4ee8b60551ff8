from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.model.arm_id import ArmId
from pfdoctor.model.document import Document, Resource
from pfdoctor.model.errors import Unreadable

VERSIONS = ["2019-05-01", "2022-10-01", "2022-10-01-preview", "2022-12-01-preview", "2025-05-01-preview"]
READERS = ["text", "flag", "number", "mapping", "items", "arm_id"]
EMPTY = {"text": None, "flag": None, "number": None, "mapping": {}, "items": (), "arm_id": None}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=8,
)


def answered(body, version="2024-10-01"):
    return Document("/subscriptions/s/thing", body, "GET /subscriptions/s/thing", version, "Microsoft.X/things/read")


@pytest.mark.parametrize(
    ("body", "expected"),
    [({}, None), ({"a": None}, None), ({"a": {}}, None), ({"a": {"b": None}}, None), ({"a": {"b": 0}}, 0)],
)
def test_a_path_ends_where_nothing_is(body, expected):
    assert answered(body).value("a.b") is expected


def test_a_path_through_something_else_is_not_understood():
    with pytest.raises(Unreadable, match="is not understood") as error:
        answered({"a": "text"}).value("a.b")
    (need,) = error.value.needs
    assert need.reason.startswith("a.b of /subscriptions/s/thing")
    assert (need.request, need.action, need.scope, need.status) == (
        "GET /subscriptions/s/thing",
        "Microsoft.X/things/read",
        "/subscriptions/s/thing",
        200,
    )


@pytest.mark.parametrize(
    ("version", "since", "told"),
    [
        ("2022-10-01", "2022-10-01", True),
        ("2025-01-01", "2022-10-01", True),
        ("2019-05-01", "2022-10-01", False),
        ("", "2022-10-01", False),
        # A preview and the version of the same day have the same fields.
        ("2022-10-01-preview", "2022-10-01", True),
        ("2022-10-01", "2022-10-01-preview", True),
        ("2019-05-01", "", True),
    ],
)
def test_absent_means_not_set_only_where_the_version_knows_the_field(version, since, told):
    document = answered({}, version)
    if told:
        assert document.text("x", since) is None
    else:
        with pytest.raises(Unreadable, match=since) as error:
            document.text("x", since)
        assert (version or "unknown") in error.value.needs[0].reason


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_keeps_to_the_version(reader):
    assert getattr(answered({}, "2023-01-01"), reader)("x", "2022-01-01") == EMPTY[reader]
    with pytest.raises(Unreadable):
        getattr(answered({"x": None}, "2021-01-01"), reader)("x", "2022-01-01")


@given(st.sampled_from(VERSIONS), st.sampled_from(VERSIONS))
def test_what_is_told_is_read_whatever_the_version(version, since):
    assert answered({"x": False}, version).flag("x", since) is False


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", 1),
        ("text", ["a"]),
        ("flag", "true"),
        ("flag", 1),
        ("number", True),
        ("number", "3"),
        ("number", 1.5),
        ("mapping", []),
        ("mapping", ""),
        ("items", {}),
        ("items", ["a"]),
        ("items", [{}, None]),
        ("arm_id", {}),
        ("moment", 5),
        ("moment", "yesterday"),
    ],
)
def test_another_type_is_not_understood(reader, value):
    with pytest.raises(Unreadable) as error:
        getattr(answered({"x": value}), reader)("x")
    assert "/subscriptions/s/thing" in error.value.needs[0].reason


@given(json_values, st.sampled_from([*READERS, "moment"]), st.sampled_from(["x", "x.a", "x.a.b"]))
def test_nothing_but_unreadable_is_raised(value, reader, path):
    with suppress(Unreadable):
        getattr(answered({"x": value}), reader)(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-08-29T04:00:51Z", datetime(2022, 8, 29, 4, 0, 51, tzinfo=UTC)),
        # Services write seven digits of a second; Python keeps six.
        ("2022-08-29T04:00:51.1234567Z", datetime(2022, 8, 29, 4, 0, 51, 123456, tzinfo=UTC)),
        ("2022-08-29T04:00:51.1234567+00:00", datetime(2022, 8, 29, 4, 0, 51, 123456, tzinfo=UTC)),
        ("2022-08-29T06:00:51+02:00", datetime(2022, 8, 29, 4, 0, 51, tzinfo=UTC)),
        ("2022-08-29T04:00:51", datetime(2022, 8, 29, 4, 0, 51, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_a_moment_can_be_compared_with_any_other(text, expected):
    found = answered({"at": text}).moment("at")
    assert found == expected
    assert found is None or found - datetime.now(UTC) < timedelta(0)


def test_items_are_the_objects_of_a_list():
    assert answered({"list": [{"a": 1}, {}]}).items("list") == ({"a": 1}, {})


@pytest.mark.parametrize(("text", "expected"), [("", None), ("/A//b/", ArmId("/a/B"))])
def test_an_empty_id_is_none(text, expected):
    assert answered({"id": text}).arm_id("id") == expected


def test_evidence_shows_what_was_read():
    shown = Resource(answered({"properties": {"state": "Failed"}})).evidence("properties.state")
    assert (shown.source, shown.path, shown.value) == ("/subscriptions/s/thing", "properties.state", "Failed")


@pytest.mark.parametrize("written", ["East US", "eastus", "EastUS"])
def test_a_region_is_compared_without_case_and_blanks(written):
    assert Resource(answered({"location": written})).location == "eastus"


def test_names_are_read_in_any_case():
    assert answered({"Properties": {"V1LegacyMode": True}}).flag("properties.v1LegacyMode") is True


@pytest.mark.parametrize("version", ["", "latest", "v2", "not recorded"])
def test_a_version_that_is_no_date_knows_nothing(version):
    with pytest.raises(Unreadable):
        answered({}, version).text("a", "2022-10-01")
