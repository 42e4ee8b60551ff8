from __future__ import annotations

from pfdoctor.lab.server.announcement import announce
from pfdoctor.lab.server.run import Place

HOSTILE = "\x1b[2Je$(touch x)\n'"


def test_nothing_of_a_world_reaches_the_terminal_as_it_is(bundle, tmp_path):
    target = {"subscription": HOSTILE, "resource_group": HOSTILE, "workspace": HOSTILE, "endpoint": HOSTILE}
    principals = [{"object_id": HOSTILE, "client_id": HOSTILE, "type": HOSTILE}]
    world = bundle(target=target, caller={"object_id": HOSTILE, "tenant_id": HOSTILE}, world={"principals": principals})
    text = announce(world, HOSTILE, Place("https://127.0.0.1:1", tmp_path, tmp_path / "ca.pem"), "ascii")
    assert text.replace("\n", "").isprintable()
    assert text.isascii()


def test_the_scripts_are_written_for_their_shells(bundle, tmp_path):
    announce(bundle(), "x", Place("https://127.0.0.1:1", tmp_path, tmp_path / "ca.pem"), "utf-8")
    assert (tmp_path / "lab.sh").read_bytes().startswith(b"export ARM_CLOUD_METADATA_URL=")
    assert (tmp_path / "lab.ps1").read_bytes().startswith(b"\xef\xbb\xbf$env:ARM_CLOUD_METADATA_URL = '")
