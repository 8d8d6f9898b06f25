"""What an administrator sets for each office that issues letters."""

from __future__ import annotations

import re
from typing import Final

from siinas.process.fields import Choice, LongText, Text, YesNo
from siinas.process.numbering import LONGEST_FORMAT
from siinas.process.steps import Row

OFFICE_KINDS: Final[dict[str, str]] = {
    "ministry": "Kementerian",
    "province": "Pemerintah provinsi",
    "regency": "Pemerintah kabupaten/kota",
    "kek": "Kawasan Ekonomi Khusus (KEK)",
    "kpbpb": "Kawasan Perdagangan Bebas dan Pelabuhan Bebas (KPBPB)",
}
"""What kinds of offices issue letters (SETTLED 2)."""
ESTATE_CODE = re.compile(r"[A-Z]{2,8}(?:-[A-Z0-9]{1,8}){0,2}")
"""The code of an estate authority, or of a directorate general of the ministry: `KEK-01`, `KPAII`."""
MINISTRY_MARK = "KEMENPERIN"
"""What stands for the ministry in numbers of letters."""
NIP = re.compile(r"\d{18}")
LONGEST_LINES = 1000


class OfficeNamed(Row):
    """Which office it is; neither changes once letters may have been issued."""

    kind = Choice("Jenis penerbit", among=OFFICE_KINDS)
    code = Text(
        "Kode",
        longest=20,
        help="Provinsi 2 angka dan kabupaten/kota 4 angka menurut kode wilayah; lainnya huruf besar dan angka seperti "
        "KEK-01. Kode ini mengisi {office} pada nomor surat.",
    )


class OfficeFields(Row):
    """What stands on the letters of an office."""

    name = Text("Nama instansi", longest=150, help="Misalnya: Dinas Perindustrian Kota Contoh.")
    letterhead = LongText(
        "Kop surat",
        longest=LONGEST_LINES,
        help="Satu baris untuk setiap baris kop; dua baris pertama dicetak besar, lalu alamat dan telepon.",
    )
    place = Text("Tempat penetapan", longest=100, help="Dicetak di depan tanggal surat.")
    signer_name = Text("Nama penanda tangan", longest=100, required=False, help="Dengan gelar, seperti pada surat.")
    signer_nip = Text("NIP penanda tangan", longest=25, required=False, help="18 angka; kosongkan bila tidak punya.")
    signer_position = Text("Jabatan penanda tangan", longest=150, required=False)
    unsigned_allowed = YesNo(
        "Salinan boleh diunduh sebelum ditandatangani",
        help="Bila Ya, perusahaan dapat mengunduh salinan bercap “belum ditandatangani secara elektronik” selama "
        "surat menunggu tanda tangan. Berlaku untuk surat yang diterbitkan sesudahnya.",
    )
    copies = LongText(
        "Tembusan", longest=LONGEST_LINES, required=False, help="Satu penerima tembusan pada setiap baris."
    )


class OfficeForm(Row):
    """How an office numbers and words a kind of letter."""

    number_format = Text("Format nomor", longest=LONGEST_FORMAT, required=False)
    text = LongText("Teks", longest=10_000, required=False)
    basis = LongText("Dasar", longest=3000, required=False)


class NextNumber(Row):
    """From which number on an office counts a kind of letter this year."""

    next = Text("Nomor urut berikutnya", longest=9)
    reason = LongText(
        "Alasan", longest=1000, help="Tercatat di jurnal, misalnya karena nomor sudah dipakai di luar SIINas."
    )
