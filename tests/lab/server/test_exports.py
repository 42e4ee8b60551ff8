from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pfdoctor.lab.server.exports import bash, powershell, variables

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)


def test_everything_points_at_the_lab(bundle):
    found = variables(bundle(), "https://127.0.0.1:1", Path("ca.pem"), Path("az"))
    assert found["ARM_CLOUD_METADATA_URL"] == "https://127.0.0.1:1/metadata/endpoints?api-version=2019-05-01"
    assert (found["AZURE_CLIENT_ID"], found["AZUREML_ARM_WORKSPACE_NAME"]) == ("user", "w")
    assert all("microsoft" not in value for value in found.values())


@given(TEXT)
def test_no_value_breaks_out_of_bash(value):
    assert shlex.split(bash({"NAME": value})) == ["export", f"NAME={value}"]


@given(TEXT)
def test_no_value_breaks_out_of_powershell(value):
    text = powershell({"NAME": value}).removeprefix("$env:NAME = '").removesuffix("'\n")
    quotes = "'‘’‚‛"
    for quote in quotes:
        text = text.replace(quote * 2, "")
    assert not set(quotes) & set(text)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_bash_reads_them(tmp_path):
    file = tmp_path / "lab.sh"
    file.write_text(bash({"A": "it's", "B": "$HOME `x` \\"}), encoding="utf-8")
    done = subprocess.run(
        ["bash", "-c", '. ./lab.sh; printf "%s|%s" "$A" "$B"'], cwd=tmp_path, capture_output=True, text=True, timeout=30
    )
    assert done.stdout == "it's|$HOME `x` \\"
