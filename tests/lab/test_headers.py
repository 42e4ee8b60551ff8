from __future__ import annotations

import pytest

S = "/subscriptions/00000000-0000-0000-0000-0000000000aa"
ACR = f"{S}/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries"


@pytest.mark.parametrize(
    ("url", "verb", "limit"),
    [
        (f"{ACR}/r0", "GET", "x-ms-ratelimit-remaining-subscription-reads"),
        (f"{ACR}/none", "GET", "x-ms-ratelimit-remaining-subscription-reads"),
        (f"{ACR}/r0", "PUT", "x-ms-ratelimit-remaining-subscription-writes"),
        (f"{ACR}/r0", "DELETE", "x-ms-ratelimit-remaining-subscription-deletes"),
        ("/subscriptions", "GET", "x-ms-ratelimit-remaining-tenant-reads"),
    ],
)
def test_every_answer_bears_them(get, url, verb, limit):
    headers = get(url, verb=verb).headers
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["x-ms-request-id"] == headers["x-ms-correlation-request-id"]
    assert int(headers[limit]) > 0


def test_no_body_has_no_type(get):
    assert "Content-Type" not in get(f"{S}/resourceGroups/rg", verb="HEAD").headers


def test_the_same_request_has_the_same_id_in_every_run(get, lab_of):
    ids = [one(url).headers["x-ms-request-id"] for one in (get, lab_of()) for url in (f"{ACR}/r0", f"{ACR}/r1")]
    assert (ids[:2] == ids[2:], len(set(ids))) == (True, 2)
