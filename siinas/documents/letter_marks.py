"""Which letter a PDF claims to be: the code that its text or its QR code names."""

from __future__ import annotations

import re

from siinas.documents.pdf_sandbox import DocumentProblem, codes_on, pdf_words
from siinas.queries.letters import TOKEN_LENGTH, TOKEN_SIGNS

ADDRESS = re.compile(rf"/verifikasi/([{TOKEN_SIGNS}]{{{TOKEN_LENGTH}}})(?![{TOKEN_SIGNS}])")


def tokens_named(content: bytes, base_url: str) -> list[str]:
    """The codes of letters that a PDF names, each once: in its text, else in the QR codes on its pages.

    Read in the limited process; none for what is no PDF or cannot be read.
    """
    if not content.startswith(b"%PDF-"):
        return []
    found = ADDRESS.findall(_text(content))
    if not found:
        codes = codes_on(content, "pdf", f"{base_url}/verifikasi/", "http")
        found = [token for code in codes for token in ADDRESS.findall(code)]
    return list(dict.fromkeys(found))


def _text(content: bytes) -> str:
    try:
        return " ".join(word.text for page in pdf_words(content) for word in page.words)
    except DocumentProblem:
        return ""
