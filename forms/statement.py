"""The form that takes in a signed statement."""

from __future__ import annotations

from forms.from_declaration import PortalForm, form_class
from forms.narrowed_fields import NoLists
from siinas.process.documents import DocumentType
from siinas.process.fields import Upload
from siinas.process.steps import Row


def StatementForm(document: DocumentType) -> type[PortalForm]:  # noqa: N802 - reads like the class it returns
    """A form with one file of that document type, whose limits are those in force."""
    fields = {
        "statement_file": Upload(document.label, document=document, help="Hasil pindai yang sudah ditandatangani.")
    }
    return form_class(type("SignedStatement", (Row,), fields), NoLists())
