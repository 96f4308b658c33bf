# SPDX-License-Identifier: EUPL-1.2
"""An identity provider for tests: OpenID Connect over real HTTP on this machine, with a key made on the spot.

It insists on what a careful provider insists on (the registered address, PKCE, the client's secret, codes that count once), and
can be told to misbehave by `forge`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "mitwirken", "client-secret-only-for-tests"


@cache
def _first_key() -> RSAKey:
    """Made once: it takes a while."""
    return Provider.new_key()


class Provider:
    """`person` is who signs in next; `forge(claims)` may change what is signed, `sign(claims)` how."""

    def __init__(self, back: str) -> None:
        self.back = back
        self.key = _first_key()
        self.person: dict[str, Any] = {"sub": "somebody"}
        self.only_when_asked: dict[str, Any] = {}
        self.forge: Callable[[dict[str, Any]], None] = lambda claims: None
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.error = ""
        self.broken = ""
        self.asked: list[str] = []
        self.begun: list[dict[str, str]] = []
        self.codes: dict[str, tuple[dict[str, str], dict[str, Any]]] = {}
        provider = self

        class Doors(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider._answer(self, dict(parse_qsl(urlsplit(self.path).query)))

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider._answer(self, {key: values[0] for key, values in parse_qs(raw).items()})

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Doors)
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}/realms/stadt"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @staticmethod
    def new_key() -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}, private=True)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": str(self.key.kid)}, claims, self.key)

    # --- what a browser does ------------------------------------------------------------------------------------------

    def visit(self, address: str) -> str:
        """Somebody goes there and signs in; where the browser is sent, as path and query."""

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: Any) -> None:
                return None

        try:
            urllib.request.build_opener(Stay).open(address, timeout=5)
        except urllib.error.HTTPError as answer:
            assert answer.code == 302, answer.read()
            parts = urlsplit(answer.headers["Location"])
            return f"{parts.path}?{parts.query}"
        raise AssertionError("not sent back")

    # --- the doors ----------------------------------------------------------------------------------------------------

    def _answer(self, door: BaseHTTPRequestHandler, sent: dict[str, str]) -> None:
        name = urlsplit(door.path).path.removeprefix("/realms/stadt/")
        self.asked.append(name)
        if name == self.broken:
            return self._send(door, 500, {})
        if name == ".well-known/openid-configuration":
            doors = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "certs"}
            if self.only_when_asked:
                doors["userinfo_endpoint"] = "userinfo"
            known = {key: f"{self.issuer}/{value}" for key, value in doors.items()}
            # "none" and HS256 are in real lists, too: they must not be believed.
            algorithms = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
            return self._send(door, 200, {"issuer": self.issuer, **known, **algorithms})
        if name == "certs":
            return self._send(door, 200, {"keys": [self.key.as_dict(private=False)]})
        if name == "auth":
            return self._authorize(door, sent)
        if name == "token":
            return self._token(door, sent)
        if name == "userinfo" and door.headers["Authorization"] == "Bearer access":
            return self._send(door, 200, self.only_when_asked)
        self._send(door, 404, {})

    def _authorize(self, door: BaseHTTPRequestHandler, sent: dict[str, str]) -> None:
        expected = {
            "client_id": CLIENT,
            "response_type": "code",
            "redirect_uri": self.back,
            "prompt": "login",
        }
        if not expected.items() <= sent.items() or sent.get("code_challenge_method") != "S256":
            return self._send(door, 400, {"error": "invalid_request", "sent": sent})
        self.begun.append(sent)
        if self.error:
            answer = {"error": self.error, "state": sent["state"]}
        else:
            code = secrets.token_urlsafe(8)
            self.codes[code] = sent, dict(self.person)
            answer = {"code": code, "state": sent["state"]}
        door.send_response(302)
        door.send_header("Location", f"{self.back}?{urlencode(answer)}")
        door.end_headers()

    def _token(self, door: BaseHTTPRequestHandler, sent: dict[str, str]) -> None:
        secret = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if door.headers["Authorization"] != f"Basic {secret}":
            return self._send(door, 401, {"error": "invalid_client"})
        begun, person = self.codes.pop(sent.get("code", ""), ({}, {}))
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if challenge != begun.get("code_challenge") or sent.get("redirect_uri") != self.back:
            return self._send(door, 400, {"error": "invalid_grant"})
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": begun["nonce"],
        } | person
        self.forge(claims)
        answer = {
            "access_token": "access",
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.sign(claims),
        }
        self._send(door, 200, answer)

    @staticmethod
    def _send(door: BaseHTTPRequestHandler, status: int, said: dict[str, Any]) -> None:
        raw = json.dumps(said).encode()
        door.send_response(status)
        door.send_header("Content-Type", "application/json")
        door.send_header("Content-Length", str(len(raw)))
        door.end_headers()
        door.wfile.write(raw)
