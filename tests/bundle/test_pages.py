"""Pages that were recorded one by one are one list."""

from __future__ import annotations

import pytest

PATH = "/subscriptions/s/providers/P/things"
LINK = f"https://management.azure.com{PATH}?api-version=2022-04-01&$skiptoken=2"


def page(*names, link=None):
    return {"value": [{"id": f"/{name}"} for name in names]} | ({"nextLink": link} if link else {})


def test_all_pages(bundle_of):
    bundle = bundle_of((PATH, page("a", link=LINK)), (LINK.partition(".com")[2], page("b")))
    (answer,) = bundle.answers
    assert [one["id"] for one in answer.items] == ["/a", "/b"]


def test_a_page_is_missing(bundle_of):
    (answer,) = bundle_of((PATH, page("a", link=LINK))).answers
    assert answer.items is None


@pytest.mark.parametrize("status", [403, None])
def test_a_page_failed(bundle_of, status):
    failed = {"request": f"GET {LINK}", "status": status, "body": {"error": {"code": "X"}}, "error": "why"}
    (answer,) = bundle_of({"request": f"GET {PATH}", "status": 200, "body": page("a", link=LINK)}, failed).answers
    assert (answer.status, len(answer.partial), answer.succeeded) == (status, 1, False)


def test_pages_that_never_end(bundle_of):
    bundle = bundle_of((PATH, page("a", link=LINK)), (LINK.partition(".com")[2], page("b", link=LINK)))
    assert not any(answer.items for answer in bundle.answers)
