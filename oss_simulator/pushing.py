"""What OSS sends to the ministry by itself: receiveNIB and receiveFileDS, with the Token of the protocol."""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Recipient:
    """Where the ministry listens, and what both sides know."""

    address: str
    user_name: str
    password: str


def token(recipient: Recipient, nib: str, day: date) -> str:
    """SHA1(USERNAME + PASSWORD + NIB + DATE Ymd), in small hexadecimal digits."""
    text = f"{recipient.user_name}{recipient.password}{nib}{day:%Y%m%d}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def push(recipient: Recipient, method: str, nib: str, message: dict[str, Any], day: date) -> tuple[int, str]:
    """Send one message; the HTTP status and the body of the answer, or 0 and why there was none."""
    request = urllib.request.Request(  # noqa: S310 - the address is the one this program was started with
        f"{recipient.address.rstrip('/')}/{method}",
        data=json.dumps(message).encode(),
        headers={"Content-Type": "application/json", "Token": token(recipient, nib, day)},
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode("utf-8", "replace")
    except OSError as problem:
        return 0, str(problem)
