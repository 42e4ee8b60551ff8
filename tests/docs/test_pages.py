from __future__ import annotations

import posixpath
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pfdoctor.engine.catalogue import load
from pfdoctor.triage.vocabulary import DIAGNOSES

CHECKS = load().checks
ROOT = Path(__file__).parents[2]
HOSTS = {"learn.microsoft.com", "aka.ms", "github.com", "pre-commit.com"}


def test_every_check_and_diagnosis_has_its_page(made):
    wanted = {f"checks/{one.id}.md" for one in CHECKS} | {f"diagnoses/{id}.md" for id in DIAGNOSES}
    assert wanted < set(made)
    assert all(made[name].startswith(f"# {posixpath.basename(name)[:-3]}\n") for name in wanted)


def test_every_diagnosis_is_found_from_its_symptoms(made):
    for id in DIAGNOSES:
        assert f"(diagnoses/{id}.md)" in made["symptoms.md"]


def test_every_link_leads_somewhere(pages, made):
    there = {page.name for page in pages} | set(made)
    for page in pages:
        for link in page.links:
            if not link.startswith(("https://", "#")):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(page.name), link.partition("#")[0]))
                assert target in there, f"{page.name}: {link}"


def test_every_address_is_well_formed_and_of_an_authority(pages):
    found = {(page.name, link) for page in pages for link in page.links if "//" in link}
    assert len(found) > len(CHECKS)
    for page, link in found:
        parts = urlsplit(link)
        assert parts.scheme == "https", f"{page}: {link}"
        assert parts.hostname in HOSTS, f"{page}: {link}"
        assert not parts.path.startswith("/en-us/"), f"{page}: {link} is for one language"
        assert not parts.path.endswith((".", ",")), f"{page}: {link}"
        assert " " not in link, f"{page}: {link}"


def test_no_address_is_read_in_the_clear(pages):
    assert [page.name for page in pages if "http://" in page.prose] == []


def test_checks_of_diagnoses_exist():
    known = {one.id for one in CHECKS}
    for one in DIAGNOSES.values():
        assert set(one.checks) <= known, one.id


def test_mkdocs_builds_it(tmp_path):
    pytest.importorskip("mkdocs")
    pytest.importorskip("material")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    config = load_config(str(Path(__file__).parents[2] / "mkdocs.yml"), strict=True)
    config.site_dir = str(tmp_path)
    build(config)
    assert (tmp_path / "checks" / "acr-pull" / "index.html").is_file()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/contracts.md", "docs/lab.md"])
def test_every_link_leads_somewhere_in_the_repository_too(page):
    path = ROOT / page
    for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not link.startswith(("https://", "#")):
            assert (path.parent / link.partition("#")[0]).exists(), link
