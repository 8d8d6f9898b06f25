"""Judges the settings of a public installation: anything unsafe is named, nothing is assumed."""

from __future__ import annotations

import stat

from siinas.configuration import Configuration


def deployment_faults(configuration: Configuration) -> list[str]:
    """Everything that must not be so in production, as sentences."""
    faults = []
    if configuration.demo:
        faults.append("SIINAS_DEMO=1: accounts with known passwords")
    if not configuration.secure:
        faults.append(f"BASE_URL is not https: {configuration.base_url}")
    if not configuration.secret_is_own:
        faults.append("SECRET_KEY is not set (a generated one lies beside the data)")
    if not configuration.smtp_url:
        faults.append("SMTP_URL is not set: mails would be written to files")
    if configuration.mail_from.endswith("example.test>"):
        faults.append("MAIL_FROM is not set")
    if any(host in {"127.0.0.1", "localhost"} for host in configuration.trusted_hosts):
        faults.append("TRUSTED_HOSTS names this machine only")
    for path in (configuration.storage, configuration.instance):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & stat.S_IROTH:
            faults.append(f"{path} can be read by others: chmod 700")
    return faults
