"""Puts electronic signatures (PAdES) onto the bytes of letters, with the certificate that the installation names."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from siinas.configuration import Configuration

FIELD = "TandaTanganElektronik"
"""The name of the signature field; anybody's reader shows it."""
TSA_SECONDS = 15


class SigningFailed(RuntimeError):
    """The signing did not come about: certificate, time stamp service or file; may be tried again."""


class Signer(Protocol):
    """Whoever signs letters."""

    @property
    def configured(self) -> bool:
        """Whether letters are signed here at all; otherwise they wait for a file that was signed elsewhere."""
        ...

    def sign(self, pdf: bytes, *, reason: str, place: str) -> bytes:
        """The same bytes with a signature added behind them; SigningFailed when it did not come about."""
        ...


@dataclass(frozen=True, slots=True)
class NoSigner:
    """An installation without a certificate."""

    configured: bool = False

    def sign(self, pdf: bytes, *, reason: str, place: str) -> bytes:
        """Never comes about."""
        raise SigningFailed("no certificate is configured (SIGNING_P12)")


NO_SIGNER = NoSigner()


@dataclass(frozen=True, slots=True)
class PadesSigner:
    """Signs with a PKCS#12 file, and with a time stamp where a service for it is named.

    The file is opened at each signing: a certificate that was renewed counts at once, and the key lies in memory no
    longer than it is needed.
    """

    p12: Path
    password: str
    tsa_url: str = ""
    configured: bool = True

    def sign(self, pdf: bytes, *, reason: str, place: str) -> bytes:
        """See Signer; an incremental update, so the given bytes are the beginning of the signed ones."""
        try:
            return self._signed(pdf, reason, place)
        except SigningFailed:
            raise
        except Exception as problem:
            # The library fails in many ways, and each of them means only that the letter goes on waiting.
            raise SigningFailed(f"{type(problem).__name__}: {problem}") from problem

    def _signed(self, pdf: bytes, reason: str, place: str) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers
        from pyhanko.sign.timestamps import HTTPTimeStamper

        # What the library cannot open it only logs, with a trace.
        logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
        signer_type: Any = signers.SimpleSigner
        loaded = signer_type.load_pkcs12(str(self.p12), passphrase=self.password.encode() or None)
        if loaded is None:
            raise SigningFailed("the PKCS#12 file cannot be opened: is it there, is SIGNING_P12_PASSWORD right?")
        stamper = HTTPTimeStamper(self.tsa_url, timeout=TSA_SECONDS) if self.tsa_url else None
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            location=place,
        )
        signer = signers.PdfSigner(metadata, signer=loaded, timestamper=stamper)
        out: Any = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=io.BytesIO())
        signed: bytes = out.getvalue()
        if not signed.startswith(pdf):
            raise SigningFailed("the signed file does not begin with the issued one")
        return signed


def signer_for(configuration: Configuration) -> Signer:
    """Who signs in this installation."""
    if configuration.signing_p12 is None:
        return NO_SIGNER
    return PadesSigner(configuration.signing_p12, configuration.signing_p12_password, configuration.signing_tsa_url)
