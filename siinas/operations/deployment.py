"""Judges an installation: what is unsafe in public, and a demo that is none; nothing is assumed."""

from __future__ import annotations

import stat

from sqlalchemy import func, inspect, select

from siinas.configuration import Configuration
from siinas.models import Person, Setting
from siinas.operations.work import Work, housekeeping

DEMO = "demo"
"""The setting that marks the database of a demo."""
BEGUN, MADE = "begun", "made"


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
    for named in (configuration.signing_p12, configuration.signing_trust_roots):
        if named is not None and not named.is_file():
            faults.append(f"{named} does not exist: SIGNING_P12, SIGNING_TRUST_ROOTS")
    certificate = configuration.signing_p12
    if certificate is not None and certificate.is_file() and stat.S_IMODE(certificate.stat().st_mode) & stat.S_IROTH:
        faults.append(f"{certificate} can be read by others: chmod 600")
    if configuration.oss_url.startswith("http:"):
        faults.append(f"OSS_URL is not https: {configuration.oss_url}")
    for path in (configuration.storage, configuration.instance):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & stat.S_IROTH:
            faults.append(f"{path} can be read by others: chmod 700")
    return faults


@housekeeping
def mark_demo(work: Work, state: str) -> None:
    """Note in the database that its data are the demo's: BEGUN, then MADE."""
    work.session.merge(Setting(key=DEMO, value=state))


def demo_fault(work: Work) -> str:
    """Why this database must not be served with this configuration, as a sentence; empty when it may.

    A demo knows no second factor, slows nobody down on this machine, and everybody knows its passwords: neither must
    real accounts fall into it, nor its accounts into a real installation.
    """
    if not inspect(work.session.connection()).has_table(Setting.__tablename__):
        return ""
    mark = work.session.scalar(select(Setting.value).where(Setting.key == DEMO))
    people = work.session.scalar(select(func.count()).select_from(Person))
    configuration = work.services.configuration
    if not configuration.demo and mark is not None:
        return (
            "the database is a demo's, with accounts whose password everybody knows: "
            "set SIINAS_DEMO=1, or name another one by INSTANCE_DIR or DATABASE_URL"
        )
    if configuration.demo and people and mark is None:
        return (
            "SIINAS_DEMO=1 does without second factors, and this database holds accounts that are not the demo's: "
            "leave SIINAS_DEMO out, or name another folder by INSTANCE_DIR "
            f"(the demo of an older version: delete what is in {configuration.instance})"
        )
    if configuration.demo and people and mark == BEGUN:
        return f"the sample data was not made to its end: delete what is in {configuration.instance} and start again"
    return ""
