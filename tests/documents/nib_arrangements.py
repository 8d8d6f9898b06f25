"""Invents arrangements of an NIB at random: columns, labels, print, white space, rules, pages."""

from __future__ import annotations

import random

from tests.documents.nib_drawing import LABELS, Layout, serif_font

_HEADERS = {
    "number": ("No.", "No", "NO."),
    "code": ("Kode KBLI", "KBLI", "Kode", "KODE KBLI"),
    "title": ("Judul KBLI", "JUDUL KBLI", "Judul"),
    "location": ("Lokasi Usaha", "Lokasi", "LOKASI USAHA", "Alamat Lokasi Usaha"),
    "risk": ("Klasifikasi Risiko", "Tingkat Risiko", "Risiko", "Klasifikasi/Tingkat Risiko"),
    "kind": ("Jenis", "Jenis Perizinan Berusaha", "JENIS"),
    "legality": ("Legalitas", "Status", "LEGALITAS", "Status / Legalitas"),
    "note": ("Keterangan",),
}
_WIDTHS = {
    "number": 22,
    "code": 46,
    "title": 110,
    "location": 130,
    "risk": 60,
    "kind": 70,
    "legality": 80,
    "note": 70,
}
_LABELS = {
    "name": ("Nama Pelaku Usaha", "Nama Perusahaan", "NAMA PELAKU USAHA"),
    "address": ("Alamat Kantor", "Alamat Kantor Pusat", "Alamat", "ALAMAT KANTOR"),
    "phone": ("No. Telepon", "Nomor Telepon", "Telepon", "No. Telp"),
    "email": ("Email", "E-mail", "Surel", "Alamat Email"),
    "investment_status": ("Status Penanaman Modal", "STATUS PENANAMAN MODAL"),
    "kbli": ("Kode KBLI", "KBLI"),
    "scale": ("Skala Usaha", "SKALA USAHA"),
}


def random_layout(seed: int) -> Layout:
    """Return an arrangement, the same for the same seed; some are so cramped that header cells run into each other."""
    chance = random.Random(seed)
    wide = chance.random() < 0.4
    kinds = [kind for kind in _WIDTHS if kind != "note" or chance.random() < 0.3]
    if chance.random() < 0.15:
        kinds.remove("number")
    if chance.random() < 0.35:
        chance.shuffle(kinds)
    stretch = (760 if wide else 515) / sum(_WIDTHS[kind] for kind in kinds)
    size = chance.choice((7, 8, 9) if wide else (6, 7, 7.5, 8))
    ruled = chance.random() < 0.4
    return Layout(
        columns=tuple(
            (kind, chance.choice(_HEADERS[kind]), _WIDTHS[kind] * stretch * chance.uniform(0.93, 1.04))
            for kind in kinds
        ),
        labels={key: chance.choice(_LABELS[key]) for key in LABELS},
        font=chance.choice(("Helvetica", "Times-Roman", "Helvetica-Bold", serif_font() if wide else "Times-Roman")),
        size=size,
        leading=size * chance.uniform(1.12, 1.4),
        padding=chance.choice((0, 1, 3, 6, 10)),
        gutter=chance.choice((4, 6, 10)),
        head=chance.choice(("colon", "gap", "flow", "below", "ruled")),
        head_size=chance.choice((8, 9, 10, 11)),
        head_value_width=chance.choice((150, 220, 300)),
        repeat_header=chance.random() < 0.6,
        split_rows=not ruled and chance.random() < 0.4,
        centred_header=chance.random() < 0.4,
        centred_cells=chance.random() < 0.2,
        ruled=ruled,
        middle=chance.random() < (0.6 if ruled else 0.05),
        wide=wide,
        numbering=chance.random() < 0.7,
        letter_space=chance.choice((0, 0, 0, 0, 0, 0, 0, 0.8)) if wide else 0,
        hard_spaces=chance.random() < 0.1,
        page_titles=chance.random() < 0.5,
        list_codes=chance.random() < 0.3,
        annex_on_first_page=chance.random() < 0.3,
    )
