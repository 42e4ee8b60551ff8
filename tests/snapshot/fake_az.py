"""An `az` that answers from the lab, as the caller of the bundle: FAKE_WORLD is that bundle."""

from __future__ import annotations

import json
import os
import sys

import jmespath

from pfdoctor.bundle.file import load
from pfdoctor.lab.arm import Lab
from pfdoctor.model.exchange import Ask, NotRecorded

PHRASES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed"}
SHOWN = {"endpoints.resourceManager": "https://management.azure.com/", "name": "AzureCloud"}


def options(arguments):
    found, name = {"": []}, ""
    for one in arguments:
        if one.startswith("-"):
            name = one.lstrip("-")
            found[name] = []
        else:
            found[name].append(one)
    return found


def rest(given):
    url = given["url"][0]
    for pair in given.get("url-parameters", []):
        url += ("&" if "?" in url else "?") + pair
    body = given.get("body", [None])[0]
    ask = Ask.from_url(given["method"][0].upper(), url, body.encode() if body else None)
    try:
        reply = Lab(load(os.environ["FAKE_WORLD"]), page_size=int(os.environ.get("FAKE_PAGE", "500")))(ask)
    except NotRecorded as error:
        sys.exit(f"ERROR: {error}")
    if reply.status >= 400:
        sys.exit(f"ERROR: {PHRASES[reply.status]}({json.dumps(reply.body)})")
    return reply.body


def tsv(found):
    items = found if isinstance(found, list) else [found]
    return "\n".join("\t".join(map(str, one)) if isinstance(one, list) else str(one) for one in items)


def main():
    given = options(sys.argv[1:])
    query = given.get("query", ["@"])[0]
    if sys.argv[1:3] == ["cloud", "show"]:
        print(SHOWN[query])
        return
    if sys.argv[1] in ("account", "ad"):
        caller = load(os.environ["FAKE_WORLD"]).caller
        print({"id": caller.object_id, "tenantId": caller.tenant_id}[query])
        return
    found = jmespath.search(query, rest(given))
    output = (given.get("o") or given.get("output") or ["json"])[0]
    if output == "tsv":
        print("" if found is None else tsv(found))
    else:
        print(json.dumps(found, indent=2, ensure_ascii=False))


main()
