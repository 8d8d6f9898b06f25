"""Form fields that read what people in Indonesia write, and say in their language what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from email_validator import EmailNotValidError, validate_email
from wtforms import Field as WtField
from wtforms import FileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import TextArea

from forms.inputs import Line
from siinas.process.words import JAKARTA, UnreadableNumber, read_number, short_number

Option = tuple[str, str, str]


class HangsOn(NamedTuple):
    """The name of the neighbouring field on whose answer a field hangs, and which answer: one of these, or above it."""

    field: str
    values: tuple[str, ...] = ()
    above: int | None = None


class Told:
    """What templates read of a field: kind, unit, group; set from its declaration."""

    kind: str = "text"
    unit: str | None = None
    group: str | None = None
    is_required: bool = False
    hangs_on: HangsOn | None = None
    inputs: Mapping[str, str] = {}
    note: str | None = None
    brings_list: bool = True
    """Whether the list to pick from comes with this field: in a table the first row brings it for all."""

    def tell(
        self, *, kind: str, unit: str, group: str, required: bool, hangs_on: HangsOn | None, inputs: Mapping[str, str]
    ) -> None:
        """Take over what the declaration says; `inputs` are further attributes of the control."""
        self.kind = kind
        self.unit = unit or None
        self.group = group or None
        self.is_required = required
        self.hangs_on = hangs_on
        self.inputs = inputs


class TextLine(Told, StringField):  # type: ignore[misc]
    """A line of text; white space around it is dropped, control characters are refused."""

    widget: Any = Line()

    def __init__(
        self,
        *args: Any,
        longest: int = 255,
        shortest: int = 0,
        pattern: str = "",
        remedy: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.longest, self.shortest, self.pattern, self.remedy = longest, shortest, pattern, remedy
        self.flags.maxlength = longest

    def _value(self) -> str:
        # What was typed stays as it was typed, also where the answer is kept in another spelling.
        return str(self.raw_data[0]) if self.raw_data else str(super()._value())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Trim; blank is no answer."""
        if not valuelist:
            return
        text = valuelist[0].strip()
        self.data = text or None
        if not text:
            return
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text):
            raise ValueError("Isian memuat karakter yang tidak dapat dipakai. Ketik ulang tanpa menyalin.")
        if len(text) > self.longest:
            raise ValueError(f"Paling banyak {self.longest} karakter; isian ini {len(text)} karakter.")
        if len(text) < self.shortest:
            raise ValueError(f"Terlalu pendek: paling sedikit {self.shortest} karakter; isian ini {len(text)}.")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(self.remedy or "Bentuk isian ini tidak sesuai.")


class LongTextField(TextLine, TextAreaField):  # type: ignore[misc]
    """Several lines of text."""

    widget = TextArea()


class EmailField(TextLine):
    """An e-mail address, by its form only."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Check the form; the answer keeps the spelling of the local part."""
        super().process_formdata(valuelist)
        if self.data:
            try:
                self.data = validate_email(self.data, check_deliverability=False, test_environment=True).normalized
            except EmailNotValidError:
                raise ValueError("Tulis alamat e-mail lengkap, misalnya nama@perusahaan.co.id.") from None


class NibField(TextLine):
    """13 digits; spaces are dropped."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the digits, tell how many there were."""
        if not valuelist:
            return
        digits = re.sub(r"[\s.\-]", "", valuelist[0])
        self.data = digits or None
        if digits and not re.fullmatch(r"[0-9]+", digits):
            self.data = valuelist[0].strip()
            raise ValueError("Nomor NIB hanya terdiri atas angka.")
        if digits and len(digits) != 13:
            raise ValueError(f"Nomor NIB terdiri atas 13 angka; yang diisi {len(digits)} angka.")


class NpwpField(TextLine):
    """15 or 16 digits, dots and dashes allowed; kept as 16."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the digits; an old number of 15 gets its leading zero (PMK 112/2022)."""
        if not valuelist:
            return
        digits = re.sub(r"[\s.\-]", "", valuelist[0])
        self.data = digits or None
        if digits and not re.fullmatch(r"[0-9]+", digits):
            self.data = valuelist[0].strip()
            raise ValueError("NPWP hanya terdiri atas angka, titik dan strip.")
        if digits and len(digits) not in {15, 16}:
            raise ValueError(f"NPWP terdiri atas 15 atau 16 angka; yang diisi {len(digits)} angka.")
        if len(digits) == 15:
            self.data = "0" + digits


class DigitsField(TextLine):
    """So many digits; blanks, dots and dashes between them are dropped. `judge` says what is wrong with them."""

    def __init__(self, *args: Any, digits: int, judge: Callable[[str], str] = lambda _text: "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.digits, self.judge = digits, judge

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the digits, tell how many there were."""
        if not valuelist:
            return
        text = re.sub(r"[\s.\-]", "", valuelist[0])
        self.data = text or None
        if text and not re.fullmatch(r"[0-9]+", text):
            self.data = valuelist[0].strip()
            raise ValueError(self.remedy)
        if text and len(text) != self.digits:
            raise ValueError(f"{self.remedy.rstrip('.')}; yang diisi {len(text)} angka.")
        if text and (sentence := self.judge(text)):
            raise ValueError(sentence)


class YearField(Told, WtField):  # type: ignore[misc]
    """A year in four digits, from `first` to the present one; with `or_zero` also 0."""

    widget = Line()

    def __init__(self, *args: Any, first: int, or_zero: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.or_zero = first, or_zero

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the year."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        if self.or_zero and text == "0":
            self.data = 0
            return
        latest = datetime.now(JAKARTA).year
        if not re.fullmatch(r"[0-9]{4}", text) or not self.first <= int(text) <= latest:
            unknown = ", atau 0 bila tidak diketahui" if self.or_zero else ""
            raise ValueError(f"Tulis tahun dengan empat angka, dari {self.first} sampai {latest}{unknown}.")
        self.data = int(text)


class NumberField(Told, WtField):  # type: ignore[misc]
    """A number as written in Indonesia: `1.234.567,89`."""

    widget = Line()

    def __init__(
        self, *args: Any, decimals: int = 2, least: int | None = 0, most: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.decimals, self.least, self.most = decimals, least, most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else short_number(self.data, self.decimals)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what was typed stays in the field when it cannot be read."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            value = read_number(valuelist[0], self.decimals, negative=self.least is None or self.least < 0)
        except UnreadableNumber as problem:
            raise ValueError(str(problem)) from None
        if self.least is not None and value < self.least:
            raise ValueError(f"Isi paling sedikit {short_number(Decimal(self.least))}.")
        if self.most is not None and value > self.most:
            raise ValueError(f"Isi paling banyak {short_number(Decimal(self.most))}.")
        self.data = value


class DayField(Told, WtField):  # type: ignore[misc]
    """A date: from the browser's own picker, or typed as dd/mm/yyyy."""

    widget = Line()

    def __init__(self, *args: Any, past: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.past = past

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data.isoformat())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read 2026-11-22, 22/11/2026 or 22-11-2026."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        text = valuelist[0].strip()
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
            try:
                value = datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
                break
            except ValueError:
                continue
        else:
            raise ValueError("Tulis tanggal seperti 22/11/2026.")
        if value.year < 1900:
            raise ValueError("Periksa tahunnya: paling awal 1900.")
        if self.past and value > datetime.now(JAKARTA).date():
            raise ValueError("Tanggal ini belum tiba. Isi tanggal hari ini atau sebelumnya.")
        self.data = value


class YesNoField(Told, RadioField):  # type: ignore[misc]
    """Ya or Tidak."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = [SelectChoice("ya", "Ya"), SelectChoice("tidak", "Tidak")]
        super().__init__(*args, choices=choices, validate_choice=False, **kwargs)

    def process_data(self, value: Any) -> None:
        """From a stored truth value."""
        self.data = {True: "ya", False: "tidak"}.get(value, value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Only the two words."""
        self.data = valuelist[0] if valuelist and valuelist[0] in {"ya", "tidak"} else None

    @property
    def answer(self) -> bool | None:
        """The truth value."""
        return None if self.data is None else self.data == "ya"


class UploadField(Told, FileField):  # type: ignore[misc]
    """A file; `stored` names the one that is already there."""

    stored: Any = None
    accept: str = ""
    limits: Sequence[str] = ()

    @property
    def chosen(self) -> bool:
        """Whether a file came with this request."""
        return bool(self.data is not None and getattr(self.data, "filename", ""))


class Strictness(Protocol):
    """Whoever knows whether a blank is complained about now."""

    strict: bool


class Needed:
    """A required answer; `asking.strict` switches the demand off while a draft is only being saved."""

    field_flags: dict[str, bool] = {}

    def __init__(self, asking: Strictness, sentence: str = "Bagian ini wajib diisi.") -> None:
        self.asking, self.sentence = asking, sentence

    def __call__(self, form: Any, field: Any) -> None:
        """Complain about a blank."""
        if not self.asking.strict or field.errors:
            return
        if isinstance(field, UploadField):
            if not field.chosen and field.stored is None:
                raise ValidationError("Pilih berkas yang akan diunggah.")
        elif field.data in (None, "", []):
            raise ValidationError(self.sentence)
