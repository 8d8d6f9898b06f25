"""The form that takes in a signed statement."""

from __future__ import annotations

from forms.from_declaration import PortalForm, form_class
from siinas.process.documents import DocumentType
from siinas.process.fields import Reference, Upload
from siinas.process.steps import Row


class _NoOptions:
    def options(self, reference: Reference) -> list[tuple[str, str, str]]:
        return []


def StatementForm(document: DocumentType) -> type[PortalForm]:  # noqa: N802 - reads like the class it returns
    """A form with one file of that document type."""
    fields = {
        "statement_file": Upload(document.label, document=document, help="Hasil pindai yang sudah ditandatangani.")
    }
    return form_class(type("SignedStatement", (Row,), fields), _NoOptions())
