"""Questions that are answered by a line or some lines of text: names, numbers with a pattern, addresses, codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from siinas.process.field import Answers, Field, Reference


class Text(Field):
    """A line of text of `shortest` to `longest` characters, matching `pattern` where given.

    `suggests` finds texts to pick from in the answers of the whole case; another text may be typed all the same.
    """

    def __init__(
        self,
        label: str,
        *,
        longest: int = 255,
        shortest: int = 0,
        pattern: str = "",
        remedy: str = "",
        suggests: Callable[[Answers], list[str]] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(label, **more)
        self.longest = longest
        self.shortest = shortest
        self.pattern = pattern
        self.remedy = remedy
        self.suggests = suggests


class NameOf(Text):
    """A text that names an entry of a reference where the list holds it; any other name is as good.

    `within` is a field of the same page or row whose answer narrows the list, `code` the key under which the entry's
    code is kept beside the name (None where the list does not hold it).
    """

    kind = "named"

    def __init__(self, label: str, *, listed: Reference, code: str, within: Field | None = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.listed = listed
        self.code = code
        self.within = within

    def offered(self, answers: Answers) -> Reference | None:
        """The list of names, given the answers of the page or row; None below an answer that is not given yet."""
        if self.within is None:
            return self.listed
        above = answers.get(self.within.key)
        return Reference(self.listed.name, str(above)) if above else None


class LongText(Text):
    """Several lines of text."""

    kind = "longtext"

    def __init__(self, label: str, *, longest: int = 2000, **more: Any) -> None:
        super().__init__(label, longest=longest, **more)


class Email(Text):
    """An e-mail address."""

    kind = "email"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=100, **more)


class Phone(Text):
    """A telephone number of 5 to 20 characters (reporting.md 3.1)."""

    kind = "phone"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            longest=20,
            pattern=r"[0-9+\-() ]{5,20}",
            shortest=5,
            remedy="Isi nomor telepon dengan angka, misalnya 021 5250000 atau +62 812 0000 0000.",
            **more,
        )


class Nib(Text):
    """A business number of 13 digits (reporting.md 7.1)."""

    kind = "nib"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=13, **more)


class Npwp(Text):
    """A tax number of 15 or 16 digits, kept as 16 (reporting.md 7.2)."""

    kind = "npwp"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=16, **more)


class Nitku(Text):
    """The tax number of a place of business: 22 digits, the first 16 those of the NPWP (reporting.md 7.3)."""

    kind = "nitku"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            longest=22,
            pattern=r"\d{22}",
            remedy="NITKU terdiri atas 22 angka: 16 angka NPWP diikuti 6 angka tempat kegiatan usaha.",
            **more,
        )


class Nik(Text):
    """The number of a resident: 16 digits with a province and a day of birth in them (reporting.md 7.4)."""

    kind = "nik"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, longest=16, pattern=r"\d{16}", remedy="NIK terdiri atas 16 angka.", **more)


class WebAddress(Text):
    """The address of a page, with http or https."""

    kind = "url"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            pattern=r"https?://[^\s<>\"'/?#]+\.[^\s<>\"'/?#]+([/?#][^\s<>\"']*)?",
            remedy="Tulis alamat lengkap yang diawali http:// atau https://.",
            **more,
        )


class HsCode(Text):
    """A tariff heading of 8 digits, kept as text (reporting.md 7.6); found by its words where the tariff is loaded."""

    kind = "hs"
    listed = Reference("hs")

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(
            label,
            longest=8,
            pattern=r"\d{8}",
            remedy="Kode HS terdiri atas 8 angka tanpa titik, misalnya 17019910.",
            **more,
        )
