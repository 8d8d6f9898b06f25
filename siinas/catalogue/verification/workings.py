"""Lampiran 5 to 9 of an application for verification: how the factory works, in charts and lists (licensing.md 3.4)."""

from __future__ import annotations

from collections.abc import Callable

from siinas.catalogue.verification.facts import answered, same, total
from siinas.process.checks import Facts, must, should
from siinas.process.fields import (
    Answers,
    Choice,
    LongText,
    Rupiah,
    Text,
    Upload,
    YesNo,
)
from siinas.process.steps import Row, Step
from siinas.process.tables import Table
from siinas.reference.document_types import (
    FLOWCHART,
    LAYOUT,
    ORGANISATION,
    QC_SHEETS,
)

APPROVED = "Berkop dan disetujui pimpinan"


class Procurement(
    Step,
    title="Lampiran 5: alur pengadaan",
    key="lampiran-5",
    intro="Alur pengadaan: permintaan, pengadaan, pemeriksaan masuk, penyimpanan.",
):
    """Lampiran 5."""

    procurement_flow = Upload("Bagan alur pengadaan sampai penyimpanan", document=FLOWCHART)
    procurement_approved = YesNo(APPROVED)


class Production(
    Step,
    title="Lampiran 6: alur produksi",
    key="lampiran-6",
    intro="Alur produksi: penyiapan bahan, produksi, pemeriksaan, pengemasan, gudang barang jadi.",
):
    """Lampiran 6."""

    production_flow = Upload("Bagan alur produksi", document=FLOWCHART)
    production_approved = YesNo(APPROVED)


class Control(Row):
    """What is examined at a stage, and with what."""

    stage = Choice("Tahap", among={"incoming": "Bahan masuk", "in_line": "Dalam proses", "final": "Barang jadi"})
    what = Text("Yang diperiksa")
    tool = Text("Alat yang dipakai")


def all_stages_are_examined(answers: Answers, facts: Facts) -> bool:
    """Incoming, in-line and final (licensing.md 3.4)."""
    found = {row.get("stage") for row in answers.get("controls") or ()}
    return {"incoming", "in_line", "final"} <= found


class Quality(
    Step,
    title="Lampiran 7: pengendalian mutu",
    key="lampiran-7",
    intro="Alur pengendalian mutu dan lembar periksanya.",
):
    """Lampiran 7."""

    quality_flow = Upload("Bagan alur pengendalian mutu", document=FLOWCHART)
    controls = Table("Pemeriksaan", of=Control, row_title=Control.what, add_label="Tambah pemeriksaan", most_rows=200)
    quality_sheets = Upload("Lembar periksa mutu", document=QC_SHEETS)
    quality_approved = YesNo(APPROVED)
    checks = (
        must(
            all_stages_are_examined,
            "Sebutkan pemeriksaan bahan masuk, dalam proses, dan barang jadi, masing-masing paling sedikit satu.",
            at=controls,
        ),
    )


class Distribution(
    Step,
    title="Lampiran 8: distribusi",
    key="lampiran-8",
    intro="Pengemasan, penyimpanan, pengangkutan, distribusi.",
):
    """Lampiran 8."""

    distribution_flow = Upload("Bagan alur pengemasan sampai distribusi", document=FLOWCHART)
    rotation = Choice("Sistem keluar barang", among={"fifo": "FIFO", "fefo": "FEFO", "other": "Lainnya"})
    rotation_note = LongText("Penjelasan FIFO/FEFO", shortest=10)
    distribution_approved = YesNo(APPROVED)


class Waste(Row):
    """A kind of waste and what becomes of it."""

    name = Text("Jenis limbah")
    hazardous = YesNo("Limbah B3")
    handling = Text("Penanganan")


class OtherInvestment(Row):
    """What "investasi lainnya" consists of."""

    name = Text("Uraian")
    value = Rupiah("Nilai")


class Layout(
    Step,
    title="Lampiran 9: tata letak dan limbah",
    key="lampiran-9",
    intro="Tata letak, limbah, organisasi, dan investasi lainnya.",
):
    """Lampiran 9."""

    layout_file = Upload("Tata letak pabrik dengan alur bahan dan tempat limbah", document=LAYOUT)
    wastes = Table("Limbah dan penanganannya", of=Waste, row_title=Waste.name, add_label="Tambah limbah", most_rows=100)
    organisation_file = Upload("Bagan organisasi", document=ORGANISATION)
    other_investments = Table(
        "Investasi lainnya",
        of=OtherInvestment,
        row_title=OtherInvestment.name,
        add_label="Tambah investasi",
        required=False,
        most_rows=200,
    )
    other_investment_total = Rupiah("Jumlah investasi lainnya", computed=True)
    declared_true = YesNo("Kami menyatakan bahwa seluruh data dan dokumen ini benar dan sah")
    checks = (
        same(
            "other_investment_is_that_of_the_header",
            mine=("Jumlah pada Lampiran 9", lambda answers, facts: total(answers.get("other_investments"), "value")),
            other=("Investasi lainnya pada Investasi dan tenaga kerja", answered("inv_other")),
            at=other_investments,
            message="Jumlah daftar investasi lainnya tidak sama dengan Investasi lainnya.",
        ),
    )


def _approved(key: str) -> Callable[[Answers, Facts], bool]:
    def chart_is_approved(answers: Answers, facts: Facts) -> bool:
        """Letterhead and the approval of the leader (licensing.md 3.4)."""
        return answers.get(key) is not False

    chart_is_approved.__name__ = f"{key.removesuffix('_approved')}_chart_is_approved"
    return chart_is_approved


def what_is_said_is_declared_true(answers: Answers, facts: Facts) -> bool:
    """The application is signed for."""
    return answers.get("declared_true") is True


for _page, _field in (
    (Procurement, Procurement.procurement_approved),
    (Production, Production.production_approved),
    (Quality, Quality.quality_approved),
    (Distribution, Distribution.distribution_approved),
):
    _page.also(
        should(
            _approved(_field.key),
            "Bagan alur biasanya berkop perusahaan dan disetujui pimpinan. Perbaiki, atau jelaskan.",
            at=_field,
        )
    )
Layout.also(must(what_is_said_is_declared_true, "Nyatakan bahwa data dan dokumen ini benar.", at=Layout.declared_true))
