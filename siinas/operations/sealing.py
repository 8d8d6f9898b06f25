"""What rests in the database encrypted only, under keys that are derived from SECRET_KEY."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from siinas.configuration import Configuration


def lock(key: str, purpose: str) -> Fernet:
    """The lock that a secret key gives for one purpose; what another purpose sealed does not open it."""
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def sealed(configuration: Configuration, purpose: str, content: bytes) -> str:
    """The content encrypted under the present key."""
    return lock(configuration.secret_key, purpose).encrypt(content).decode()


def opened(configuration: Configuration, purpose: str, token: str) -> bytes | None:
    """The content, decrypted with the present key or an earlier one; None where none of them fits."""
    keys = (configuration.secret_key, *configuration.secret_key_fallbacks)
    try:
        return MultiFernet([lock(key, purpose) for key in keys]).decrypt(token)
    except InvalidToken:
        return None
