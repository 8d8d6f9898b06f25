"""The second factor of officers: one-time codes of an authenticator app, and recovery codes (security.md 3.5)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from hmac import compare_digest

import pyotp
from cryptography.fernet import InvalidToken
from sqlalchemy import delete, func, select

from siinas.configuration import Configuration
from siinas.models import Person, RecoveryCode
from siinas.operations import sealing, sessions, throttle
from siinas.operations.throttle import Limit
from siinas.operations.work import Work, operation
from siinas.process.roles import SYSTEM
from siinas.queries.sessions import is_officer
from siinas.refusal import Refused

ISSUER = "SIINas"
PURPOSE = "siinas second factor"
STEP_SECONDS = 30
TOLERATED_STEPS = (-1, 0, 1)
MOST_WRONG = 5
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 16
"""Of 31 characters each: more than 79 bits."""

WRONG = (
    "Kode tidak cocok atau sudah dipakai. Tunggu sampai aplikasi menampilkan kode berikutnya, lalu ketik kode itu. "
    "Bila tetap tidak cocok, periksa jam ponsel Anda."
)
WRONG_AT_FIRST = (
    "Kode tidak cocok. Pastikan kunci di aplikasi sama dengan yang tampil di sini dan jam ponsel Anda tepat, "
    "lalu ketik kode yang sedang tampil."
)
WRONG_RECOVERY = "Kode pemulihan tidak cocok atau sudah pernah dipakai. Periksa ketikannya, atau pakai kode yang lain."
SLOW_DOWN = "Terlalu banyak kode yang salah. Tunggu 15 menit, lalu masuk kembali."
HAS_ONE = "Akun ini sudah memakai aplikasi autentikator. Masuk dengan kode dari aplikasi itu."
UNREADABLE = "Faktor kedua akun ini tidak dapat dibaca. Hubungi administrator SIINas."
NOT_ACTIVE = "Akun ini tidak aktif. Hubungi administrator SIINas."


def needed(configuration: Configuration, person: Person) -> bool:
    """Whether the person has to show a second factor: every officer, but nobody in the demo."""
    return not configuration.demo and is_officer(person)


# Secrets, at rest only encrypted


def new_secret(work: Work, person_id: int) -> str:
    """A fresh secret of 160 bits, sealed."""
    return seal(work, person_id, base64.b32encode(secrets.token_bytes(20)).decode())


def seal(work: Work, person_id: int, secret: str) -> str:
    """The secret as it is stored: encrypted, and of use in this person's row only."""
    return sealing.sealed(work.services.configuration, PURPOSE, f"{person_id}:{secret}".encode())


def secret_of(work: Work, person_id: int, sealed: str) -> str:
    """The secret in base32, decrypted with the present key or one of the earlier ones."""
    content = sealing.opened(work.services.configuration, PURPOSE, sealed)
    owner, _, secret = (content or b"").decode().partition(":")
    if owner != str(person_id):
        raise Refused(UNREADABLE)
    return secret


def _under_present_key(work: Work, sealed: str) -> bool:
    try:
        sealing.lock(work.services.configuration.secret_key, PURPOSE).decrypt(sealed)
    except InvalidToken:
        return False
    return True


def address_for_app(secret: str, user_name: str) -> str:
    """The `otpauth:` address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user_name, issuer_name=ISSUER)


def _step_of(work: Work, secret: str, code: str, *, after: int) -> int | None:
    """The time step that the code belongs to, if it is near enough and later than `after`."""
    typed = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", typed):
        return None
    totp, present, found = pyotp.TOTP(secret), int(work.now.timestamp()) // STEP_SECONDS, None
    for step in (present + offset for offset in TOLERATED_STEPS):
        if compare_digest(totp.generate_otp(step), typed) and step > after:
            found = step
    return found


def _plain(recovery_code: str) -> str:
    return re.sub(r"[^a-z0-9]", "", recovery_code.casefold())


def recovery_hash(person_id: int, recovery_code: str) -> str:
    """What is stored of a recovery code; of two people with the same code it would differ."""
    return hashlib.sha256(f"{person_id}:{_plain(recovery_code)}".encode()).hexdigest()


def _new_recovery_code() -> str:
    characters = "".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH))
    return "-".join(characters[start : start + 4] for start in range(0, RECOVERY_LENGTH, 4))


# Acts


def _locked(work: Work, person_id: int) -> Person:
    """The person's row, locked, so that of two who bring the same code only one is let in."""
    statement = select(Person).where(Person.id == person_id).with_for_update(of=Person)
    person = work.session.scalars(statement.execution_options(populate_existing=True)).one()
    if not person.active:
        raise Refused(NOT_ACTIVE)
    return person


@operation
def enrol(work: Work, person_id: int, sealed: str, code: str) -> list[str]:
    """Give an officer a second factor once a code proves that the app has the secret; returns the recovery codes.

    Nobody can read them again afterwards. Counts as signing in.
    """
    person = _locked(work, person_id)
    if person.totp_secret:
        raise Refused(HAS_ONE)
    secret = secret_of(work, person_id, sealed)
    step = _step_of(work, secret, code, after=0)
    if step is None:
        raise Refused(WRONG_AT_FIRST, field="code")
    person.totp_secret, person.totp_last_step = seal(work, person_id, secret), step
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    work.session.add_all(
        RecoveryCode(person_id=person_id, code_hash=recovery_hash(person_id, code), used_at=None) for code in codes
    )
    work.actor = person.actor(None)
    work.record("second_factor.enrolled", person, after={"recovery_codes": RECOVERY_CODES})
    work.record("sign_in.done", person, after={"second_factor": "totp", "browser": work.browser})
    return codes


def enter_with_code(work: Work, person_id: int, code: str) -> None:
    """Take a code of the app, each once; Refused otherwise."""
    _count_try(work, person_id)
    if not _takes_code(work, person_id, code, entering=True):
        _note_failure(work, person_id, "totp")
        raise Refused(WRONG, field="code")
    throttle.forget(work, "second-factor", str(person_id))


def prove_with_code(work: Work, person_id: int, code: str) -> None:
    """Take a code of the app from somebody who is signed in already, each once; Refused otherwise."""
    _count_try(work, person_id)
    if not _takes_code(work, person_id, code, entering=False):
        _note_failure(work, person_id, "totp")
        raise Refused(WRONG, field="code")
    throttle.forget(work, "second-factor", str(person_id))


def enter_with_recovery_code(work: Work, person_id: int, recovery_code: str) -> int:
    """Take a recovery code, each once; returns how many are left."""
    _count_try(work, person_id)
    left = _takes_recovery_code(work, person_id, recovery_code)
    if left is None:
        _note_failure(work, person_id, "recovery_code")
        raise Refused(WRONG_RECOVERY, field="recovery_code")
    throttle.forget(work, "second-factor", str(person_id))
    return left


def _count_try(work: Work, person_id: int) -> None:
    """Count before looking, so that many guesses at the same moment do not slip through."""
    throttle.take(work, SLOW_DOWN, Limit("second-factor", str(person_id), MOST_WRONG, throttle.QUARTER_HOUR))


@operation
def _takes_code(work: Work, person_id: int, code: str, *, entering: bool) -> bool:
    person = _locked(work, person_id)
    if not person.totp_secret:
        return False
    secret = secret_of(work, person_id, person.totp_secret)
    step = _step_of(work, secret, code, after=person.totp_last_step)
    if step is None:
        return False
    person.totp_last_step = step
    if not _under_present_key(work, person.totp_secret):
        person.totp_secret = seal(work, person_id, secret)
    if entering:
        work.actor = person.actor(None)
    told = {"second_factor": "totp", "browser": work.browser}
    work.record("sign_in.done" if entering else "proof.given", person, after=told)
    return True


@operation
def _takes_recovery_code(work: Work, person_id: int, recovery_code: str) -> int | None:
    person = _locked(work, person_id)
    unused = (RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    found = work.session.scalars(
        select(RecoveryCode).where(*unused, RecoveryCode.code_hash == recovery_hash(person_id, recovery_code))
    ).one_or_none()
    if found is None:
        return None
    found.used_at = work.now
    work.session.flush()
    left = work.session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0
    work.actor = person.actor(None)
    work.record("sign_in.done", person, after={"second_factor": "recovery_code", "left": left, "browser": work.browser})
    return left


@operation
def _note_failure(work: Work, person_id: int, kind: str) -> None:
    person = work.session.get_one(Person, person_id)
    work.record("second_factor.failed", person, after={"second_factor": kind, "browser": work.browser})


@operation
def reset_factor(work: Work, user_name: str) -> None:
    """Take the factor from an officer who lost it; at the next sign-in they set up a new one. All sessions end."""
    if work.actor is not SYSTEM:
        raise Refused("Faktor kedua dihapus dari baris perintah server.")
    person = work.session.scalars(
        select(Person).where(Person.user_name == user_name.strip().casefold()).with_for_update(of=Person)
    ).one_or_none()
    if person is None:
        raise Refused(f"Nama pengguna {user_name} tidak ada.")
    if not person.totp_secret:
        raise Refused(f"Akun {person.user_name} tidak mempunyai faktor kedua.")
    person.totp_secret, person.totp_last_step = "", 0
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    sessions.end_all_of(work, person.id)
    throttle.forget(work, "second-factor", str(person.id))
    work.record("second_factor.reset", person)
