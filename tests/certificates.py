"""Throw-away certificates: an authority, somebody who signs, and the files in which an installation names them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from siinas.integrations.signing import PadesSigner

PASSPHRASE = "kata sandi sertifikat"
SUBJECT = "Pejabat Contoh, Instansi Contoh"


@dataclass(frozen=True)
class Keys:
    """A certificate and its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def made(name: str, issuer: Keys | None = None, *, until: int = 2040) -> Keys:
    """A certificate: an authority's own, or one that an authority gave."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Instansi Contoh"),
        ]
    )
    signs = issuer.key if issuer else key
    authority = issuer is None
    uses = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(until, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                **uses,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signs.public_key()), critical=False)
    )
    return Keys(key, builder.sign(signs, hashes.SHA256()))


@cache
def authority() -> Keys:
    """The authority of this run."""
    return made("Penyelenggara Contoh")


@cache
def official() -> Keys:
    """Somebody who signs, with a certificate of the authority."""
    return made("Pejabat Contoh", authority())


def p12(folder: Path, keys: Keys | None = None) -> Path:
    """A PKCS#12 file with the certificate of somebody who signs."""
    keys = keys or official()
    path = folder / f"{keys.certificate.serial_number}.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"surat",
            keys.key,
            keys.certificate,
            [authority().certificate],
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )
    )
    path.chmod(0o600)
    return path


def roots(folder: Path, keys: Keys | None = None) -> Path:
    """A PEM file with the certificate of an authority."""
    path = folder / "roots.pem"
    path.write_bytes((keys or authority()).certificate.public_bytes(serialization.Encoding.PEM))
    return path


def signer(folder: Path, keys: Keys | None = None) -> PadesSigner:
    """Signs as an installation with that certificate does."""
    return PadesSigner(p12(folder, keys), PASSPHRASE)


def signed_elsewhere(pdf: bytes, folder: Path, *, before: Any = None, box: tuple[int, ...] = ()) -> bytes:
    """A PDF as another program signs it; `before(writer)` changes it first, `box` makes the signature visible."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    loader: Any = signers.SimpleSigner
    key = loader.load_pkcs12(str(p12(folder)), passphrase=PASSPHRASE.encode())
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if before is not None:
        before(writer)
    metadata = signers.PdfSignatureMetadata(field_name="Elsewhere", md_algorithm="sha256")
    spec = fields.SigFieldSpec("Elsewhere", on_page=0, box=box) if box else None
    out: Any = signers.PdfSigner(metadata, signer=key, new_field_spec=spec).sign_pdf(writer, output=io.BytesIO())
    return bytes(out.getvalue())
