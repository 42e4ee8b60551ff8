"""Secrets in text that is shown or saved: found by their shape or by the name before them, and taken out.

Each kind leaves its name behind, so that a reader sees that something was there. Bounded repetitions only: text from
others cannot make a pattern run for ever. What has no shape and no name before it cannot be found.
"""

from __future__ import annotations

import re
from collections import Counter

_NAMES = (
    r"(?:account|shared[-_ ]?access|primary|secondary|subscription|api|access|storage|master|admin|query|function|host|"
    r"encryption|private|client|connection|instrumentation|endpoint|score|secret)[-_ ]?(?:key|token|secret|string)\d?"
    r"|(?:x-)?(?:functions|api|azure|ocp-apim-subscription)-key|aws_secret_access_key|instrumentationkey"
    r"|(?:client|app|shared|user|db|database|auth)?[-_ ]?(?:secret|passwd|password|passphrase|pwd|token|credential)"
    # "The secrets: what they are" is prose.
    r"(?:s(?=[\\\"'`]{0,8}\s{0,4}(?:[:=]|=>|%3d)\s{0,4}[^\s\d]{0,60}\d))?"
    r"|set-cookie|cookie|key[12]|(?:primary|secondary)(?:master)?key|x-ms-authorization[-a-z]{0,20}"
)
_QUOTE = r"[\\\"'`]{0,8}"
_PLAIN = r"[^\s\"'`\\,;&<>{}()\[\]]"

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "private key",
            r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[^-]|-(?!----END)){0,20000}(?:-----END[A-Z -]{0,40})?",
        ),
        ("token", r"\beyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{4,8000}(?:\.[A-Za-z0-9_-]{0,2000})?"),
        (
            "authorization",
            rf"(?i)\b(?:bearer|basic|sharedkey|sharedkeylite|negotiate|digest) +"
            rf"(?![a-z_-]{{0,40}}(?:{_NAMES}){_QUOTE}\s{{0,4}}[:=])(?=[^\s\"']{{8}}){_PLAIN}{{8,4000}}",
        ),
        (
            "authorization",
            rf"(?i)\b(?:proxy-)?authorization{_QUOTE}\s{{0,4}}[:=]\s{{0,4}}{_QUOTE}"
            rf"(?!(?:bearer|basic) )[^\s\"'\\,]{{4,4000}}"
            rf"(?: +{_PLAIN}{{8,4000}})?",
        ),
        (
            "signature",
            r"(?i)(?<=[?&;]sig=)[A-Za-z0-9%+/=_-]{8,400}|(?i:(?<=%26sig%3d))[A-Za-z0-9%+/=_-]{8,400}|(?i:(?<=\bsig=))[A-Za-z0-9%+/=_-]{8,400}",
        ),
        ("password in a URL", r"(?<=://)[^\s/:@\"']{0,200}:[^\s/@\"']{1,400}(?=@)"),
        (
            "connection string value",
            r"(?i)\b(?:accountkey|sharedaccesskey|sharedaccesssignature|sharedsecretvalue|pwd|password)\s{0,2}=\s{0,2}[^;\s\"']{4,4000}",
        ),
        (
            "named secret",
            rf"(?i)(?<![a-z0-9])(?:{_NAMES}){_QUOTE}\s{{0,4}}(?:[:=]|=>|%3d)\s{{0,4}}{_QUOTE}(?!null\b|none\b|true\b|false\b|\$|<|\*|REDACTED){_PLAIN}{{6,4000}}",
        ),
        ("device code", r"(?i)(?<=enter the code )[A-Z0-9]{6,12}"),
        ("GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})"),
        ("GitLab token", r"\bgl(?:pat|dt|rt|cbt|ptt|soat)-[A-Za-z0-9_-]{16,64}"),
        ("AWS key", r"\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}\b"),
        ("Google key", r"\bAIza[A-Za-z0-9_-]{30,40}|\bya29\.[A-Za-z0-9_-]{20,400}|\bGOCSPX-[A-Za-z0-9_-]{20,40}"),
        (
            "Slack token",
            r"\bxox[abeoprs]-[A-Za-z0-9-]{10,200}|https://hooks\.slack\.com/services/[A-Za-z0-9/_-]{10,100}",
        ),
        (
            "API key",
            r"\b(?:sk|rk|pk)[-_](?:live|test|proj|ant|or|svcacct|admin|lf)[-_A-Za-z0-9]{12,400}|\bsk-[A-Za-z0-9]{20,200}",
        ),
        ("Hugging Face token", r"\bhf_[A-Za-z0-9]{20,64}"),
        (
            "package token",
            r"\b(?:npm_[A-Za-z0-9]{30,64}|pypi-[A-Za-z0-9_-]{30,400}|dckr_pat_[A-Za-z0-9_-]{20,64}|rubygems_[a-f0-9]{40,64})",
        ),
        ("SendGrid key", r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
        ("Twilio key", r"\b(?:SK|AC)[0-9a-f]{32}\b"),
        ("Databricks token", r"\bdapi[0-9a-f]{32}(?:-\d)?\b"),
        (
            "vendor token",
            r"\b(?:shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|dop_v1_[a-f0-9]{64}|ATATT3[A-Za-z0-9_=-]{40,200}|lin_api_[A-Za-z0-9]{30,60}|secret_[A-Za-z0-9]{40,60}|figd_[A-Za-z0-9_-]{30,60}|r8_[A-Za-z0-9]{30,50}|gsk_[A-Za-z0-9]{40,60}|pcsk_[A-Za-z0-9_]{40,90}|tvly-[A-Za-z0-9-]{20,60}|xai-[A-Za-z0-9]{40,100}|nvapi-[A-Za-z0-9_-]{40,100}|hvs\.[A-Za-z0-9_-]{20,200}|glsa_[A-Za-z0-9_]{32,60}|NRAK-[A-Z0-9]{27}|sq0[a-z]{3}-[A-Za-z0-9_-]{20,60}|key-[0-9a-f]{32})\b",
        ),
        ("Entra client secret", r"(?<![A-Za-z0-9~._-])[A-Za-z0-9_.-]{3}[78]Q~[A-Za-z0-9~._-]{31,34}(?![A-Za-z0-9~_-])"),
        ("Azure key", r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![=A-Za-z0-9])"),
        (
            "Azure key",
            r"\b[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}\b|\b[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_=-]{6,10}|[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9]{6}|\b[A-Za-z0-9]{70,76}AC[A-Za-z0-9]{6,12}\b|\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b",
        ),
    )
)


def redact(text: str) -> str:
    """`text` without its secrets."""
    return redacted(text)[0]


def redacted(text: str) -> tuple[str, Counter[str]]:
    """`text` without its secrets, and how many of each kind were taken out."""
    found: Counter[str] = Counter()
    for kind, pattern in _KINDS:
        text, number = pattern.subn(f"[{kind} removed]", text)
        found[kind] += number
    return text, +found


_CANDIDATE = re.compile(r"(?<![A-Za-z0-9+/_~.=-])[A-Za-z0-9+/_~.=-]{20,4000}(?![A-Za-z0-9+/_~.=-])")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def suspicious(text: str, *, lenient: bool = False) -> tuple[str, int]:
    """`text` without words that look like keys though nothing says so, and how many there were.

    For places where people write what they like. `lenient` passes over what is built of words: names and paths.
    """
    count = 0

    def judge(found: re.Match[str]) -> str:
        nonlocal count
        word = found[0]
        rest = _GUID.sub("", word)
        longest = max((len(part) for part in re.split(r"[/._~=+-]", rest)), default=0)
        mixed = sum(char.isdigit() for char in rest) >= 3 and sum(char.isalpha() for char in rest) >= 3
        if not mixed or longest < 20 or (lenient and "/" in word) or word.startswith(("http", "/subscriptions/")):
            return word
        count += 1
        return "[possible key removed]"

    return _CANDIDATE.sub(judge, text), count
