from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.lab.principals import who_asks
from pfdoctor.lab.token import Token, bearer, read

TEXT = st.text(st.characters(codec="utf-8"), max_size=30).map(str.lower)


@given(TEXT, TEXT, TEXT, TEXT, st.none() | st.integers(0, 2**40))
def test_a_token_is_read_as_it_was_written(object_id, client_id, tenant, audience, expires):
    token = Token(object_id.lower(), client_id.lower(), tenant.lower(), audience, expires)
    assert read(str(token)) == token


@pytest.mark.parametrize(
    "text", ["", "x", "a.b.c", "a.b", "....", "e30.e30.", "e30.WzFd.", "e30.eyJvaWQiOiAxfQ.", "é.é.é"]
)
def test_what_names_nobody_is_no_token(text):
    assert read(text) is None


def test_the_short_form_names_its_principal_for_ever():
    assert read("lab:ABC") == Token("abc")


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({}, None),
        ({"authorization": "bearer x"}, "x"),
        ({"Authorization": "Bearer  x "}, "x"),
        ({"Authorization": "Basic x"}, ""),
        ({"Authorization": "x"}, ""),
    ],
)
def test_the_bearer_token_of_a_request(headers, text):
    assert bearer(headers) == text


@pytest.mark.parametrize("token", ["lab:reader", str(Token("reader", "other", "t", "aud", 0))])
def test_a_token_of_either_form_names_its_principal(world, token):
    who = who_asks(world(), {"Authorization": f"Bearer {token}"})
    assert (who.object_id, who.client_id, who.named) == ("reader", "app", True)
