"""The forms that take in a signed statement, and the letterhead on which statements are printed."""

from __future__ import annotations

from forms.from_declaration import PortalForm, form_class
from forms.narrowed_fields import NoLists
from siinas.process.documents import DocumentType
from siinas.process.fields import Upload
from siinas.process.steps import Row


def StatementForm(document: DocumentType) -> type[PortalForm]:  # noqa: N802 - reads like the class it returns
    """A form with one file of that document type, whose limits are those in force."""
    help = "Hasil pindai atau foto surat yang sudah ditandatangani; kode QR harus terlihat utuh dan tajam."
    fields = {"statement_file": Upload(document.label, document=document, help=help)}
    return form_class(type("SignedStatement", (Row,), fields), NoLists())


def LetterheadForm(document: DocumentType) -> type[PortalForm]:  # noqa: N802 - reads like the class it returns
    """A form with the picture of a letterhead."""
    help = "Gambar melebar dengan latar putih, lebar paling sedikit 600 piksel; dicetak selebar surat."
    return form_class(
        type("Letterhead", (Row,), {"picture": Upload(document.label, document=document, help=help)}), NoLists()
    )
