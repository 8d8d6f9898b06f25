"""The forms of the public check of letters."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, ValidationError

from forms.fields import UploadField
from forms.sign_in import IndonesianForm

LONGEST = 200
MOST_BYTES = 5 * 1024 * 1024
"""Letters of the portal are far smaller."""


def _not_endless(form: Any, field: Any) -> None:
    if field.data and len(field.data) > LONGEST:
        raise ValidationError("Nomor atau kode surat tidak sepanjang ini. Ketik seperti tercetak pada surat.")


class LetterNumberForm(IndonesianForm):
    """What is printed on the letter."""

    letter = StringField(
        "Nomor atau kode surat",
        [DataRequired("Isi nomor atau kode yang tercetak pada surat."), _not_endless],
        description="Nomor tercetak di bawah judul surat. Kode tercetak di samping kode QR; huruf besar dan kecil, "
        "spasi dan tanda hubung boleh diabaikan.",
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class LetterFile(UploadField):
    """A PDF of which its SHA-256 is wanted, and where nobody knows that, the code of the letter it claims to be."""

    kind, is_required, accept = "file", True, ".pdf"
    limits = (
        "Sidik jari berkas (SHA-256) dibandingkan dengan surat yang diterbitkan. Berkas tidak disimpan.",
        f"Paling besar {MOST_BYTES // 1024**2} MB.",
    )


class LetterFileForm(IndonesianForm):
    """The letter's PDF; `content` are its bytes, once the form is valid."""

    file = LetterFile("Berkas PDF surat")
    content = b""

    def validate_file(self, field: Any) -> None:
        """A file must be chosen, with something in it, and within the limit; no more than that is ever read."""
        if not field.chosen:
            raise ValidationError("Pilih berkas PDF surat yang akan diperiksa.")
        with field.data.stream as stream:
            self.content = stream.read(MOST_BYTES + 1)
        if not self.content:
            raise ValidationError("Berkas ini kosong. Pilih berkas PDF surat.")
        if len(self.content) > MOST_BYTES:
            raise ValidationError("Berkas ini terlalu besar untuk surat dari SIINas; surat kami tidak sebesar itu.")
