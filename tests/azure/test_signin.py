from __future__ import annotations

import os
import stat
import sys
import threading
import time

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from pfdoctor.azure.cloud import PUBLIC
from pfdoctor.azure.signin import SharedCredential, sign_in
from pfdoctor.model.errors import CannotStart

SCOPE = PUBLIC.scope


class Counting:
    """A credential that takes its time, and counts."""

    def __init__(self, lifetime=3600, fails=False):
        self.lifetime, self.fails, self.asked = lifetime, fails, 0

    def get_token(self, *scopes, **options):
        self.asked += 1
        time.sleep(0.01)
        if self.fails:
            raise ClientAuthenticationError("AADSTS700082: the refresh token has expired\nTrace ID: 1")
        return AccessToken(f"token{self.asked}", int(time.time()) + self.lifetime)


def ask_from_threads(credential, count=16):
    outcomes = []

    def ask():
        try:
            outcomes.append(credential.get_token(SCOPE).token)
        except CannotStart as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_many_threads_ask_once():
    inner = Counting()
    assert set(ask_from_threads(SharedCredential(lambda: inner))) == {"token1"}
    assert inner.asked == 1


def test_one_failure_is_remembered():
    inner = Counting(fails=True)
    outcomes = ask_from_threads(SharedCredential(lambda: inner, "cli"))
    assert inner.asked == 1
    assert set(outcomes) == {
        "Not signed in to Azure (AADSTS700082: the refresh token has expired); run `az login`, "
        "or choose another way with --auth."
    }


@pytest.mark.parametrize(
    ("tried", "told"),
    [
        ("ManagedIdentityCredential: no response from the IMDS endpoint", "(no credential was accepted)"),
        ("EnvironmentCredential: Authentication failed: AADSTS7000222: expired", "AADSTS7000222: expired)"),
    ],
)
def test_of_a_chain_only_what_entra_refused_is_told(tried, told):
    class Chain:
        def get_token(self, *scopes, **options):
            raise ClientAuthenticationError(f"The chain failed.\nAttempted credentials:\n\t{tried}\nTo mitigate: read")

    with pytest.raises(CannotStart) as caught:
        SharedCredential(Chain).get_token(SCOPE)
    assert told in str(caught.value)


def test_a_token_is_replaced_before_it_expires():
    inner = Counting(lifetime=60)
    credential = SharedCredential(lambda: inner)
    credential.get_token(SCOPE)
    credential.get_token(SCOPE)
    assert inner.asked == 2


def test_tenants_and_claims_have_tokens_of_their_own():
    inner = Counting()
    credential = SharedCredential(lambda: inner)
    tokens = [credential.get_token(SCOPE, **more).token for more in ({}, {"tenant_id": "t"}, {"claims": "c"})]
    assert len(set(tokens)) == 3


def test_an_unknown_method_is_refused():
    with pytest.raises(CannotStart, match="managed-identity"):
        sign_in("magic", PUBLIC)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for az is a shell script")
def test_az_is_started_once(tmp_path):
    log = tmp_path / "log"
    az = tmp_path / "az"
    answer = '{"accessToken": "t", "expires_on": 4102444800, "subscription": "s", "tenant": "t", "tokenType": "Bearer"}'
    az.write_text(f"#!/bin/sh\necho call >> {log}\nsleep 0.2\necho '{answer}'\n", encoding="utf-8")
    az.chmod(az.stat().st_mode | stat.S_IXUSR)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{tmp_path}{os.pathsep}{before}"
    try:
        assert set(ask_from_threads(sign_in("cli", PUBLIC))) == {"t"}
    finally:
        os.environ["PATH"] = before
    assert log.read_text(encoding="utf-8").splitlines() == ["call"]
