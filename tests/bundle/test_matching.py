from __future__ import annotations

import random
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.bundle.matching import key_of, names_resource

WORD = st.text("abcXYZ09-._ ü'%&=?+", min_size=1).filter(lambda text: text.strip(" ."))
QUERY = st.dictionaries(st.sampled_from(["$filter", "category", "$skip", "name", "listViewType"]), WORD)


def written(path, query, rng):
    """One of the many ways to write a request."""
    parts = ["".join(rng.choice((c.upper(), c.lower())) if c.isascii() else c for c in part) for part in path]
    slashes = "".join(rng.choice(("/", "//")) + quote(part, safe=rng.choice(("", "'$"))) for part in parts)
    pairs = [*query.items(), ("api-version", rng.choice(("2020-01-01", "2024-10-01-preview")))]
    rng.shuffle(pairs)
    cased = [
        (name.upper() if rng.random() < 0.5 else name, value.swapcase() if value.isascii() else value)
        for name, value in pairs
    ]
    return f"GET {slashes}?{urlencode(cased, quote_via=quote)}"


@given(st.lists(WORD, min_size=1, max_size=5), QUERY, st.randoms(use_true_random=False))
def test_case_version_order_slashes_and_encoding_make_no_difference(path, query, rng):
    assert key_of(written(path, query, rng)) == key_of(written(path, query, random.Random(0)))


@given(QUERY, QUERY)
def test_another_query_is_another_request(one, other):
    lower = [{name: " ".join(value.lower().split()) for name, value in query.items()} for query in (one, other)]
    same = lower[0] == lower[1]
    assert (key_of(f"GET /a?{urlencode(one)}") == key_of(f"GET /a?{urlencode(other)}")) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GET https://management.azure.com/subscriptions/s", "get //Subscriptions/S/"),
        ("GET /ws/connections?includeAll=false", "GET /ws/connections"),
        ("GET /ws/datastores?count=30&orderByAsc=false&isDefault=true", "GET /ws/datastores?isDefault=true"),
        ("GET /s/roleAssignments?$filter=", "GET /s/roleAssignments"),
        ("GET /s/roleAssignments?%24filter=atScope%28%29", "GET /s/roleassignments?$filter=atscope()"),
    ],
)
def test_ways_to_write_the_same(one, other):
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize("request_", ["", "GET", "GET subscriptions/s", "/subscriptions/s", "GET http://x/y", "1 /x"])
def test_refuses_what_is_no_request(request_):
    with pytest.raises(ValueError, match="its request is"):
        key_of(request_)


@pytest.mark.parametrize(
    ("path", "single"),
    [
        ("/subscriptions/s/resourceGroups/g", False),
        ("/subscriptions/s/providers", False),
        ("/subscriptions/s/providers/P", False),
        ("/subscriptions/s/providers/P/things", False),
        ("/subscriptions/s/providers/P/things/t", True),
        ("/subscriptions/s/providers/P/things/t/providers/Microsoft.Authorization/roleAssignments", False),
    ],
)
def test_a_resource_or_a_collection(path, single):
    assert names_resource(path) is single
