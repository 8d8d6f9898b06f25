"""What a company declares with either report: the words are a default that an administrator may change."""

from __future__ import annotations

TITLE = "Surat Pernyataan"
PARAGRAPHS = (
    "Yang bertanda tangan di bawah ini, {signer_name}, selaku {signer_position} pada {company} "
    "(NIB {nib}) dengan lokasi pabrik di {factory_address}, menyatakan bahwa {process} {period} yang "
    "disampaikan melalui SIINas adalah benar, lengkap, serta sesuai dengan keadaan dan pembukuan perusahaan.",
    "Kami bersedia menunjukkan bukti pendukung apabila diminta, dan bersedia dikenai sanksi sesuai dengan "
    "ketentuan peraturan perundang-undangan apabila data tersebut terbukti tidak benar.",
)
CLOSING = "Demikian surat pernyataan ini dibuat dengan sebenarnya."
