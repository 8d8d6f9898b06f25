"""The form with which a letter that was signed elsewhere is handed in."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from forms.fields import UploadField
from forms.sign_in import IndonesianForm
from siinas.operations.signing import MOST_BYTES


class SignedFile(UploadField):
    """A PDF with its signature."""

    kind, is_required, accept = "file", True, ".pdf"
    limits = (f"PDF, paling besar {MOST_BYTES // 1024**2} MB.",)


class SignedLetterForm(IndonesianForm):
    """The signed PDF; `content` are its bytes, once the form is valid."""

    signed_file = SignedFile(
        "Surat yang sudah ditandatangani",
        description="Berkas yang diunduh di atas, ditambah tanda tangan elektronik, tanpa perubahan lain.",
    )
    content = b""

    def validate_signed_file(self, field: Any) -> None:
        """A file must be chosen; what is wrong with it the operation says."""
        if not field.chosen:
            raise ValidationError("Pilih berkas PDF surat yang sudah ditandatangani.")
        with field.data.stream as stream:
            self.content = stream.read(MOST_BYTES + 1)
