"""What the installation decides: addresses, database, mail, storage, secrets; read once from the environment."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class ConfigurationError(ValueError):
    """A setting of the environment contradicts another; the sentence says which and what to do."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The installation's settings; see README, "Configuration", for what each means."""

    instance: Path
    database_url: str
    base_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    smtp_url: str = ""
    mail_from: str = "SIINas <no-reply@siinas.example.test>"
    storage: Path = field(default_factory=Path)
    demo: bool = False
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    secret_is_own: bool = True

    @property
    def secure(self) -> bool:
        """Whether browsers reach the portal over https."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def mailbox(self) -> Path:
        """Where mails are put as files when there is no mail server."""
        return self.instance / "mail"

    @property
    def queue_file(self) -> Path:
        """The job queue's own database."""
        return self.instance / "queue.db"


def read_configuration(environment: Mapping[str, str], instance: Path) -> Configuration:
    """Build the configuration from environment variables; raises ConfigurationError with a remedy."""
    demo = environment.get("SIINAS_DEMO", "") == "1"
    port = environment.get("PORT", "8000")
    base_url = environment.get("BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError(f"BASE_URL must be a http(s) address, not {base_url!r}")
    if demo:
        production = [name for name in ("SECRET_KEY", "TRUSTED_HOSTS") if environment.get(name)]
        if parts.scheme == "https":
            production.append("BASE_URL with https")
        if environment.get("DATABASE_URL", "").startswith("postgres"):
            production.append("DATABASE_URL of a server")
        if production:
            raise ConfigurationError(
                "SIINAS_DEMO=1 makes accounts with known passwords and refuses to start beside production settings: "
                + ", ".join(production)
            )
    secret = environment.get("SECRET_KEY", "")
    own = bool(secret)
    if not secret:
        secret = kept_secret(instance / "secret_key")
    if len(secret) < 32:
        raise ConfigurationError("SECRET_KEY must have at least 32 characters")
    hosts = environment.get("TRUSTED_HOSTS", "")
    return Configuration(
        instance=instance,
        database_url=environment.get("DATABASE_URL", f"sqlite:///{instance / 'siinas.db'}"),
        base_url=base_url,
        secret_key=secret,
        secret_key_fallbacks=tuple(filter(None, environment.get("SECRET_KEY_FALLBACKS", "").split(","))),
        smtp_url=environment.get("SMTP_URL", ""),
        mail_from=environment.get("MAIL_FROM", "SIINas <no-reply@siinas.example.test>"),
        storage=Path(environment.get("STORAGE_DIR", str(instance / "files"))),
        demo=demo,
        trusted_hosts=tuple(h.strip() for h in hosts.split(",") if h.strip())
        or ((parts.hostname, "localhost") if demo else (parts.hostname,)),
        trusted_proxies=_whole(environment, "TRUSTED_PROXIES"),
        secret_is_own=own,
    )


def _whole(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name, "0")
    if not text.isascii() or not text.isdigit():
        raise ConfigurationError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def kept_secret(path: Path) -> str:
    """A random key made at the first start and kept in a file that only the portal's user can read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
