"""Invented data as OSS would send them: a whole dataNIB with every field of the table, and the code tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oss_simulator.licences import LABELS
from oss_simulator.schema import REQUEST, blank

LICENCES = {"MT": ("04", "Sertifikat Standar"), "T": ("02", "Izin"), "MR": ("04", "Sertifikat Standar")}
"""Kind (Lampiran 27) and name of the licence by risk."""
AUTHORITIES = {"00": "Pusat", "01": "Provinsi", "02": "Kabupaten/Kota"}
REFERENCES = {
    "8": [("019000000001", "Sertifikat Standar sektor Perindustrian"), ("019000000002", "Izin sektor Perindustrian")],
    "10": sorted(LABELS.items()),
    "20": [("019", "Industri")],
    "31": [("1", "Industri pengolahan")],
    "32": [("001", "Kawasan Industri Contoh")],
}
"""What getDataReferensi answers, by the key of Lampiran 29."""


@dataclass(frozen=True)
class Wanted:
    """What a sample is about."""

    nib: str
    name: str
    kbli: str
    kbli_name: str = "Industri Contoh"
    region: str = "3507010000"
    risk: str = "MT"
    authority: str = "00"
    document: str = "9"
    foreign: bool = False


def ids(stamp: datetime, number: int) -> str:
    """The digits of an identifier: a moment of 17 digits and a number of 4."""
    return f"{stamp:%Y%m%d%H%M%S}{stamp.microsecond // 1000:03d}{number % 10_000:04d}"


def data_nib(wanted: Wanted, now: datetime, number: int) -> dict[str, Any]:
    """A dataNIB with one project, two products and one licence of Industri among its checklist."""
    digits, day = ids(now, number), f"{now:%Y-%m-%d}"
    project_id, oss_id = f"R-{digits}", f"P02-{digits}"
    kind, licence_name = LICENCES[wanted.risk]
    data = blank("receiveNIB", REQUEST, "dataNIB")
    data |= {
        "nib": wanted.nib,
        "tgl_pengajuan_nib": day,
        "tgl_terbit_nib": day,
        "tgl_perubahan_nib": day,
        "oss_id": oss_id,
        "id_izin": f"I-{ids(now, number + 1)}",
        "kd_izin": "019000000001",
        "kd_daerah": wanted.region,
        "kewenangan": wanted.authority,
        "jenis_pelaku_usaha": "01",
        "flag_perusahaan": "N",
        "flag_ekspor": "N",
        "flag_impor": "N",
        "gabung_negara": "N",
        "versi_pia": "4.3",
        "status_badan_hukum": "01",
        "status_penanaman_modal": "01" if wanted.foreign else "02",
        "total_pma": 0,
        "persen_pmdn": 0 if wanted.foreign else 100,
        "persen_pma": 100 if wanted.foreign else 0,
        "npwp_perseroan": "012345678901000",
        "nama_perseroan": wanted.name,
        "nama_singkatan": wanted.name.removeprefix("PT "),
        "jenis_perseroan": "01",
        "status_perseroan": "N",
        "alamat_perseroan": "Jalan Contoh Nomor 1",
        "rt_rw_perseroan": "001/002",
        "kelurahan_perseroan": "Contoh",
        "perseroan_daerah_id": wanted.region,
        "kode_pos_perseroan": "65100",
        "nomor_telpon_perseroan": "0341000000",
        "email_perusahaan": "surat@contoh.example.test",
        "total_modal_dasar": 10_000_000_000,
        "total_modal_ditempatkan": 10_000_000_000,
        "flag_umk": "N",
        "skala_usaha": "04",
        "status_nib": "06" if wanted.document in {"3", "4"} else "01",
        "tipe_dokumen": wanted.document,
        "penanggung_jwb": [responsible()],
        "pemegang_saham": [shareholder()],
        "legalitas": [legal_document(day)],
        "data_proyek": [project(wanted, project_id, digits, now, number)],
    }
    row = blank("receiveNIB", REQUEST, "dataNIB.data_checklist")
    row |= {
        "id_produk": f"P-{ids(now, number + 2)}",
        "id_proyek": project_id,
        "id_izin": f"I-{ids(now, number + 1)}",
        "jenis_izin": kind,
        "kd_izin": "019000000001" if kind == "04" else "019000000002",
        "kd_daerah": wanted.region,
        "nama_izin": f"{licence_name} {wanted.kbli_name}",
        "instansi": "Kementerian Perindustrian",
        "id_bidang_spesifik": 1,
        "bidang_spesifik": wanted.kbli_name,
        "id_kewenangan": 1,
        "parameter_kewenangan": f"Kewenangan {AUTHORITIES[wanted.authority]}",
        "kewenangan": wanted.authority,
        "flag_checklist": "Y",
        "flag_transaksional": "N",
        "flag_perpanjangan": "N",
        "kbli_konversi": wanted.kbli,
    }
    data["data_checklist"] = [row]
    return {"dataNIB": data}


def project(wanted: Wanted, project_id: str, digits: str, now: datetime, number: int) -> dict[str, Any]:
    """The project of a sample, with its figures, its place and two products."""
    found: dict[str, Any] = blank("receiveNIB", REQUEST, "dataNIB.data_proyek")
    found |= {
        "id_proyek": project_id,
        "nomor_proyek": f"{digits}-001",
        "uraian_usaha": wanted.kbli_name,
        "jumlah_tki_l": 60,
        "jumlah_tki_p": 40,
        "jumlah_tka_l": 1,
        "jumlah_tka_p": 0,
        "kbli": wanted.kbli,
        "sektor": "019",
        "memiliki_menguasai": "Y",
        "status_tanah": "02",
        "luas_tanah": 20_000,
        "satuan_luas_tanah": "01",
        "pembelian_pematang_tanah": 4_000_000_000,
        "bangunan_gedung": 6_000_000_000,
        "mesin_peralatan": 9_000_000_000,
        "mesin_peralatan_usd": 200_000,
        "investasi_lain": 500_000_000,
        "sub_jumlah": 22_700_000_000,
        "modal_kerja": 3_000_000_000,
        "jumlah_investasi": 25_700_000_000,
        "tanggal_kurs": f"{now:%Y-%m-%d}",
        "nilai_kurs": 16_000,
        "flag_perluasan": "N",
        "flag_cabang": "N",
        "status_proyek": "01",
        "jenis_proyek": "01",
        "nama_kegiatan": wanted.kbli_name,
        "flag_merger": "N",
        "skala_usaha": "04",
        "skala_resiko": wanted.risk,
        "satu_lini": "N",
        "data_lokasi_proyek": [place(wanted.region, number)],
        "data_proyek_produk": [
            product(wanted, project_id, f"P-{ids(now, number + 2 + n)}", name, amount)
            for n, (name, amount) in enumerate((("Produk contoh pertama", "1200.50"), ("Produk contoh kedua", "800")))
        ],
    }
    return found


def place(region: str, number: int) -> dict[str, Any]:
    """Where a project lies."""
    found = blank("receiveNIB", REQUEST, "dataNIB.data_proyek.data_lokasi_proyek")
    point = {"serial": "1", "lat_lng": "-8.0512,112.6301"}
    return dict(found) | {
        "id_proyek_lokasi": f"L-{number}",
        "proyek_daerah_id": region,
        "alamat_usaha": "Jalan Pabrik Contoh Nomor 2",
        "jenis_kawasan": "02",
        "status_lokasi": "01",
        "data_lokasi_proyek": [point],
    }


def product(wanted: Wanted, project_id: str, product_id: str, name: str, amount: str) -> dict[str, Any]:
    """A product of a project."""
    found = blank("receiveNIB", REQUEST, "dataNIB.data_proyek.data_proyek_produk")
    return dict(found) | {
        "id_produk": product_id,
        "id_proyek": project_id,
        "kbli": wanted.kbli,
        "jenis_produksi": name,
        "kapasitas": amount,
        "satuan": "Ton",
        "merk_dagang": "Contoh",
        "flag_memiliki_halal": "N",
        "flag_memiliki_sni": "N",
    }


def responsible() -> dict[str, Any]:
    """Who answers for the company."""
    found = blank("receiveNIB", REQUEST, "dataNIB.penanggung_jwb")
    return dict(found) | {
        "flag_asing": "N",
        "jns_identitas_penanggung_jwb": "01",
        "no_identitas_penanggung_jwb": "0000000000000000",
        "nama_penanggung_jwb": "Pimpinan Contoh",
        "jabatan_penanggung_jwb": "Direktur Utama",
        "negara_asal_penanggung_jwb": "ID",
    }


def shareholder() -> dict[str, Any]:
    """Who owns the company."""
    found = blank("receiveNIB", REQUEST, "dataNIB.pemegang_saham")
    return dict(found) | {
        "jenis_pemegang_saham": "01",
        "flag_asing": "N",
        "total_modal_pemegang": 10_000_000_000,
        "nama_pemegang_saham": "Pemegang Saham Contoh",
        "negara_asal_pemegang_saham": "ID",
    }


def legal_document(day: str) -> dict[str, Any]:
    """The deed of the company."""
    found = blank("receiveNIB", REQUEST, "dataNIB.legalitas")
    return dict(found) | {
        "jenis_legal": "01",
        "no_legal": "1",
        "tgl_legal": day,
        "nama_notaris": "Notaris Contoh",
    }
