"""Another Azure Resource Manager, over HTTPS: cloud metadata, sign-in, and a world that answers."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from pfdoctor.lab.arm import Lab
from pfdoctor.lab.worlds import load
from pfdoctor.model.exchange import Ask

TENANT = "9b2f6c04-7a1d-4e58-8d3c-5f60a1b7e2c9"


class Server:
    """`shape` is that of the metadata: an object as of 2022-09-01, or a list as of 2019-05-01."""

    def __init__(self, bundle, folder, shape="object"):
        self.asked, self.tokens, self.expired, self.overrides = [], 0, False, {}
        authority = trustme.CA()
        self.ca = folder / "ca.pem"
        authority.cert_pem.write_to_path(self.ca)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        lab = Lab(bundle)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args):
                pass

            def do_GET(self):
                outer.asked.append(self.path)
                if self.path.startswith("/metadata/endpoints"):
                    self.put(200, outer.metadata(shape))
                elif "/.well-known/openid-configuration" in self.path:
                    self.put(200, outer.openid(self.path.split("/")[1]))
                elif outer.expired:
                    error = {"code": "ExpiredAuthenticationToken", "message": "The access token expiry is in the past."}
                    self.put(401, {"error": error}, {"WWW-Authenticate": "Bearer"})
                else:
                    reply = lab(Ask.from_url("GET", f"{outer.url}{self.path}", None, dict(self.headers)))
                    self.put(reply.status, reply.body, reply.headers)

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.tokens += 1
                token = f"lab:{bundle.caller.object_id}"
                self.put(200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"})

            def put(self, status, body, headers=None):
                content = b"" if body is None else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        self.bundle = bundle
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def metadata(self, shape):
        cloud = {
            "name": "Elsewhere",
            "resourceManager": self.url,
            "authentication": {"loginEndpoint": self.url, "audiences": [self.url]},
            "suffixes": {"storage": "core.windows.net"},
        }
        return [cloud] if shape == "list" else cloud

    def openid(self, tenant):
        return {
            "issuer": f"{self.url}/{tenant}/v2.0",
            "authorization_endpoint": f"{self.url}/{tenant}/oauth2/v2.0/authorize",
            "token_endpoint": f"{self.url}/{tenant}/oauth2/v2.0/token",
        }

    def environment(self, folder):
        """What a user exports; nothing of the machine's own Azure set-up."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "HOME", "TEMP") if name in os.environ}
        return kept | {
            "ARM_CLOUD_METADATA_URL": f"{self.url}/metadata/endpoints?api-version=2022-09-01",
            "AZURE_CONFIG_DIR": str(folder),
            "AZURE_TENANT_ID": TENANT,
            "AZURE_CLIENT_ID": "85b0d6f2-1a7c-49e3-9d54-c30e8a7b2f61",
            "AZURE_CLIENT_SECRET": "any",
            "REQUESTS_CA_BUNDLE": str(self.ca),
            "NO_PROXY": "127.0.0.1",
        }

    def pfdoctor(self, folder, *arguments, **more):
        target = self.bundle.target
        where = {"-w": target.workspace, "-g": target.resource_group, "--subscription": target.subscription}
        places = [part for pair in (where | self.overrides).items() for part in pair]
        return subprocess.run(
            [sys.executable, "-m", "pfdoctor.cli.main", *arguments, *places],
            env=self.environment(folder) | more,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=folder,
            timeout=120,
        )


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start(world="demo", **more):
        servers.append(Server(load(world), tmp_path, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.server.shutdown()
        server.server.server_close()
