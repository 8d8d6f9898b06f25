"""What the installation decides: addresses, database, mail, storage, secrets; read once from the environment."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit


class ConfigurationError(ValueError):
    """A setting of the environment contradicts another; the sentence says which and what to do."""


LOOPBACK = ("127.0.0.0/8", "::1/128")
"""From where OSS may push unless OSS_PUSH_ADDRESSES says otherwise: this machine."""


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
    port: int = 8000
    base_url_is_own: bool = True
    signing_p12: Path | None = None
    signing_p12_password: str = ""
    signing_tsa_url: str = ""
    signing_trust_roots: Path | None = None
    oss_url: str = ""
    oss_user_key: str = ""
    oss_push_username: str = ""
    oss_push_password: str = ""
    oss_push_addresses: tuple[str, ...] = LOOPBACK
    oss_is_simulated: bool = False

    def on_port(self, port: int) -> Configuration:
        """The same, served on that port of this machine; the address follows unless BASE_URL has named one."""
        moved = replace(self, port=port, base_url=self.base_url if self.base_url_is_own else local_address(port))
        return replace(moved, oss_url=simulator_url(port)) if self.oss_is_simulated else moved

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
    """Build the configuration from environment variables; raises ConfigurationError with a remedy.

    An empty variable is as good as none; folders that are not named in full are taken from the present one.
    """
    environment = {name: value for name, value in environment.items() if value}
    instance = instance.expanduser().absolute()
    demo = environment.get("SIINAS_DEMO", "") == "1"
    port = _whole(environment, "PORT", "8000")
    if not 1 <= port <= 65535:
        raise ConfigurationError(f"PORT must be between 1 and 65535, not {port}")
    base_url = environment.get("BASE_URL", local_address(port)).rstrip("/")
    parts = _parts_of(base_url)
    host = parts.hostname or ""
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
        storage=Path(environment.get("STORAGE_DIR", str(instance / "files"))).expanduser().absolute(),
        demo=demo,
        trusted_hosts=tuple(h.strip() for h in hosts.split(",") if h.strip())
        or ((host, "localhost") if demo else (host,)),
        trusted_proxies=_whole(environment, "TRUSTED_PROXIES"),
        secret_is_own=own,
        port=port,
        base_url_is_own="BASE_URL" in environment,
        signing_p12=_file(environment, "SIGNING_P12"),
        signing_p12_password=environment.get("SIGNING_P12_PASSWORD", ""),
        signing_tsa_url=environment.get("SIGNING_TSA_URL", ""),
        signing_trust_roots=_file(environment, "SIGNING_TRUST_ROOTS"),
        **_oss(environment, simulated=demo and "OSS_URL" not in environment, port=port),
    )


def _oss(environment: Mapping[str, str], *, simulated: bool, port: int) -> dict[str, Any]:
    """The link to OSS; the demo without an OSS_URL has the stand-in that `serve` starts beside it."""
    url = simulator_url(port) if simulated else environment.get("OSS_URL", "").rstrip("/")
    names = ("OSS_USER_KEY", "OSS_PUSH_USERNAME", "OSS_PUSH_PASSWORD")
    key, user_name, password = (environment.get(name, SIMULATED[name] if simulated else "") for name in names)
    if url:
        _parts_of(url, "OSS_URL")
    if url and not key:
        raise ConfigurationError("OSS_URL needs OSS_USER_KEY, the user_key that OSS has given to the ministry")
    if bool(user_name) != bool(password):
        raise ConfigurationError("OSS_PUSH_USERNAME and OSS_PUSH_PASSWORD go together: set both or neither")
    named = environment.get("OSS_PUSH_ADDRESSES", ",".join(LOOPBACK)).split(",")
    networks = tuple(one.strip() for one in named if one.strip())
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise ConfigurationError(
                f"OSS_PUSH_ADDRESSES must be networks such as 192.0.2.0/24, by commas, not {network!r}"
            ) from None
    return {
        "oss_url": url,
        "oss_user_key": key,
        "oss_push_username": user_name,
        "oss_push_password": password,
        "oss_push_addresses": networks,
        "oss_is_simulated": simulated,
    }


SIMULATED = {
    "OSS_USER_KEY": "kunci-peraga",
    "OSS_PUSH_USERNAME": "oss-peraga",
    "OSS_PUSH_PASSWORD": "sandi-peraga",
}
"""What the demo and its stand-in for OSS share; both listen on this machine only."""


def simulator_port(port: int) -> int:
    """Where the stand-in for OSS is served beside a demo: the next port."""
    return port + 1 if port < 65535 else port - 1


def simulator_url(port: int) -> str:
    """The address of that stand-in's methods."""
    return f"{local_address(simulator_port(port))}/v1/kl/rba"


def local_address(port: int) -> str:
    """Where a browser on the same machine finds the portal."""
    return f"http://127.0.0.1:{port}"


def _parts_of(base_url: str, name: str = "BASE_URL") -> SplitResult:
    try:
        parts = urlsplit(base_url)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise ConfigurationError(f"{name} must be a http(s) address, not {base_url!r}")
    return parts


def _file(environment: Mapping[str, str], name: str) -> Path | None:
    named = environment.get(name, "")
    return Path(named).expanduser().absolute() if named else None


def _whole(environment: Mapping[str, str], name: str, default: str = "0") -> int:
    text = environment.get(name, default)
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ConfigurationError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def kept_secret(path: Path) -> str:
    """A random key made at the first start and kept in a file that only the portal's user can read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
