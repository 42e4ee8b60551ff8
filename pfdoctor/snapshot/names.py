"""Names and the tokens that stand for them: the same name always has the same token within a bundle.

A token is made of the name by HMAC-SHA256 with a salt that is drawn for each bundle, so that nobody who lacks the
salt can try names, and two bundles cannot be compared.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from pfdoctor.model.role import EVERYONE
from pfdoctor.snapshot.vocabulary import BUILT_IN_ROLES

GUID = re.compile(
    r"(?:(?<![0-9a-f])|(?<=%[0-9a-f]{2}))[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])",
    re.IGNORECASE | re.ASCII,
)
"""Also behind a character that a URL holds encoded."""
_DIGITS = 12
_RANK = (
    *("subscription", "group", "workspace", "endpoint", "deployment", "connection", "registry", "storage", "identity"),
    *("account", "search", "vault", "insights", "environment", "model"),
)
_MARKED = ("promptflow",)
"""Words by which checks know something; a token keeps them."""
_KEPT_ADDRESSES = frozenset(("0.0.0.0", "127.0.0.1", "255.255.255.255", "168.63.129.16", "169.254.169.254"))


@dataclass(slots=True)
class Names:
    """`kept` are names that stay, `repositories` those of images, both in lower case; `roles` are GUIDs of roles that
    everyone has, `regions` Azure's, `connections` the names of connections as they are spelled, `guids` those seen.
    """

    salt: bytes
    kept: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=lambda: set(BUILT_IN_ROLES))
    regions: set[str] = field(default_factory=set)
    connections: set[str] = field(default_factory=set)
    guids: set[str] = field(default_factory=set)
    repositories: set[str] = field(default_factory=set)
    told_repositories: dict[str, str] = field(default_factory=dict)
    _kinds: dict[str, str] = field(default_factory=dict)
    _spelled: dict[str, str] = field(default_factory=dict)

    @property
    def known(self) -> Mapping[str, str]:
        """Every name that was given a token, in lower case, and its kind."""
        return self._kinds

    @property
    def map(self) -> dict[str, str]:
        """What was replaced, as it was spelled, and by what."""
        return dict(sorted(self._spelled.items()))

    def name(self, text: str, kind: str = "name") -> str:
        """The token of a name, 3 to 24 letters and digits; with a capital in front if the name has any."""
        low = text.strip().lower()
        if not low or low in self.kept or low == "*":
            return text
        if GUID.fullmatch(low):
            return self.guid(text)
        known = self._kinds.get(low)
        if known is None or _rank(kind) < _rank(known):
            self._kinds[low] = kind
        return self._told(text, self._token(low, text))

    def _token(self, low: str, text: str) -> str:
        prefix = next((word for word in _MARKED if word in low), self._kinds[low])[:_DIGITS]
        token = prefix + self.digest(f"name {low}", _DIGITS)
        return token if text == text.lower() else token.capitalize()

    def variable(self, text: str) -> str:
        """The token of an environment variable's name."""
        mark = "MLINDEX_" if "mlindex" in text.replace("_", "").lower() else ""
        return self._told(text, f"VARIABLE_{mark}{self.digest(f'variable {text}', 10).upper()}")

    def guid(self, text: str) -> str:
        """Another GUID for a GUID, but for that of a role everyone has and the one that means everyone."""
        low = text.lower()
        if low in self.roles or low == EVERYONE:
            return text
        self.guids.add(low)
        token = str(uuid.UUID(bytes=self._bytes(f"guid {low}")[:16], version=4))
        return self._told(text, token.upper() if text.isupper() else token)

    def bare_guid(self, text: str) -> str:
        """The same for 32 digits without dashes, if they are a GUID that was seen with them."""
        dashed = str(uuid.UUID(hex=text))
        return self.guid(dashed).replace("-", "") if dashed in self.guids else text

    def hexadecimal(self, text: str) -> str:
        """As many digits for the digits of a checksum or a short id."""
        found = self._bytes(f"hex {text.lower()}").hex() * (len(text) // 64 + 1)
        return self._told(text, found[: len(text)])

    def email(self, text: str) -> str:
        user, _, host = text.rpartition("@")
        return self._told(text, f"user{self.digest(f'email {user.lower()}@{host.lower()}', _DIGITS)}@mail.example")

    def address(self, text: str) -> str:
        """An IP address or range: one of those that are meant for tests, of the same size."""
        bare, slash, size = text.partition("/")
        if bare in _KEPT_ADDRESSES:
            return text
        digest = self._bytes(f"address {bare.lower()}")
        if ":" in bare:
            token = str(ipaddress.IPv6Address(b"\x20\x01\x0d\xb8" + digest[:12]))
        else:
            token = f"198.{18 + digest[0] % 2}.{digest[1]}.{digest[2]}"
        return self._told(bare, token) + slash + size

    def digest(self, text: str, length: int) -> str:
        return base64.b32encode(self._bytes(text)).decode("ascii").lower()[:length]

    def _bytes(self, text: str) -> bytes:
        return hmac.new(self.salt, text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()

    def _told(self, text: str, token: str) -> str:
        self._spelled[text] = token
        return token


def _rank(kind: str) -> int:
    return _RANK.index(kind) if kind in _RANK else len(_RANK) + (kind == "name")
