"""Where a company is: head office, factory and warehouses (reporting.md 3.2 to 3.4)."""

from __future__ import annotations

from siinas.process.checks import Facts, must, should
from siinas.process.fields import (
    Answers,
    Choice,
    Coordinate,
    Email,
    NameOf,
    Phone,
    Quantity,
    Reference,
    Text,
    Upload,
    YesNo,
)
from siinas.process.steps import Step
from siinas.reference.addresses import LATITUDE, LOCATION_TYPES, LONGITUDE, POSTAL_CODE, RT_RW, VILLAGE
from siinas.reference.document_types import SITE_MAP
from siinas.reference.outline import NEAR, doubt_about

TENURES = {"owned": "Milik sendiri", "rented": "Sewa", "other": "Lainnya"}
AREA_UNITS = {"m2": "m²", "ha": "hektare"}


SQUARE_METRES = {"m2": 1, "ha": 10_000}


def both_coordinates_or_none(answers: Answers, facts: Facts) -> bool:
    """A place has two coordinates (reporting.md 7.7)."""
    given = {key.rpartition("_")[2] for key, value in answers.items() if value is not None}
    return len(given & {"latitude", "longitude"}) != 1


def point_lies_in_indonesia(answers: Answers, facts: Facts) -> bool:
    """A warning: the outline of Indonesia that it is compared with is coarse (reporting.md 7.7)."""
    given = {key.rpartition("_")[2]: value for key, value in answers.items() if value is not None}
    if "latitude" not in given or "longitude" not in given:
        return True
    return not doubt_about(float(given["latitude"]), float(given["longitude"]))


def land_area_has_a_unit(answers: Answers, facts: Facts) -> bool:
    """OSS keeps area and unit apart (reporting.md 3.3)."""
    return answers.get("land_area") is None or answers.get("land_area_unit") is not None


def land_area_is_above_zero(answers: Answers, facts: Facts) -> bool:
    """Above zero (reporting.md 3.3)."""
    return answers.get("land_area") is None or answers["land_area"] > 0


def building_fits_on_the_land(answers: Answers, facts: Facts) -> bool:
    """A warning: buildings may have several floors (reporting.md 3.3)."""
    land, building = answers.get("land_area"), answers.get("building_area")
    if land is None or building is None or answers.get("land_area_unit") not in SQUARE_METRES:
        return True
    return bool(building <= land * SQUARE_METRES[answers["land_area_unit"]])


ODD_POINT = (
    f"Menurut peta dasar, titik koordinat ini tidak terletak di Indonesia atau lebih dari {NEAR} km dari daratan. "
    "Periksa angkanya pada peta."
)
COORDINATES = "Isi latitude dan longitude dua-duanya, atau kosongkan keduanya."


class HeadOffice(Step, title="Alamat Kantor Pusat"):
    """Section 3.2."""

    office_street = Text("Alamat", help="Jalan, nomor, gedung, seperti pada izin.", group="Alamat")
    office_rt_rw = Text("RT/RW", required=False, group="Alamat", **RT_RW)
    office_province = Choice("Provinsi", among=Reference("province"), group="Alamat")
    office_regency = Choice("Kabupaten/Kota", among=Reference("regency"), within=office_province, group="Alamat")
    office_district = Choice("Kecamatan", among=Reference("district"), within=office_regency, group="Alamat")
    office_village = NameOf(
        "Kelurahan/Desa",
        listed=Reference("village"),
        within=office_district,
        code="office_village_code",
        required=False,
        help=VILLAGE,
        group="Alamat",
    )
    office_postal_code = Text("Kode Pos", group="Alamat", **POSTAL_CODE)
    office_phone = Phone("Telepon", required=False, group="Kontak kantor")
    office_fax = Phone("Fax", required=False, group="Kontak kantor")
    office_email = Email("E-mail", required=False, group="Kontak kantor")
    office_latitude = Coordinate("Latitude", required=False, group="Koordinat", **LATITUDE)
    office_longitude = Coordinate("Longitude", beside=office_latitude, required=False, group="Koordinat", **LONGITUDE)
    checks = (
        must(both_coordinates_or_none, COORDINATES, at=office_latitude),
        should(point_lies_in_indonesia, ODD_POINT, at=office_latitude),
    )


class Factory(Step, title="Alamat Pabrik"):
    """Section 3.3; regency and province are those of the account."""

    factory_street = Text("Alamat", help="Jalan, nomor, blok, seperti pada izin.", group="Alamat")
    factory_rt_rw = Text("RT/RW", required=False, group="Alamat", **RT_RW)
    factory_district = Choice("Kecamatan", among=Reference("own_district"), group="Alamat")
    factory_village = NameOf(
        "Kelurahan/Desa",
        listed=Reference("village"),
        within=factory_district,
        code="factory_village_code",
        required=False,
        help=VILLAGE,
        group="Alamat",
    )
    factory_postal_code = Text("Kode Pos", group="Alamat", **POSTAL_CODE)
    factory_phone = Phone("Telepon", required=False, group="Kontak pabrik")
    factory_fax = Phone("Fax", required=False, group="Kontak pabrik")
    factory_email = Email("E-mail", required=False, group="Kontak pabrik")
    location_type = Choice(
        "Jenis Lokasi Pabrik",
        among=LOCATION_TYPES,
        group="Lokasi",
    )
    estate_name = NameOf(
        "Nama Kawasan Industri",
        listed=Reference("own_estate"),
        code="estate_code",
        when=location_type.is_("estate"),
        group="Lokasi",
    )
    land_area = Quantity("Luas Tanah", required=False, group="Lokasi")
    land_area_unit = Choice("Satuan Luas Tanah", among=AREA_UNITS, required=False, group="Lokasi")
    building_area = Quantity("Luas Bangunan", unit="m²", required=False, group="Lokasi")
    land_tenure = Choice("Status Kepemilikan Tanah", among=TENURES, required=False, group="Lokasi")
    has_other_warehouse = YesNo(
        "Ada gudang di lokasi lain",
        help="Ya bila perusahaan memakai gudang yang lokasinya tidak sama dengan lokasi pabrik.",
        group="Lokasi",
    )
    latitude = Coordinate("Latitude", group="Koordinat", **LATITUDE)
    longitude = Coordinate("Longitude", beside=latitude, group="Koordinat", **LONGITUDE)
    site_map = Upload("Peta/denah", document=SITE_MAP, required=False, group="Koordinat")
    checks = (
        must(land_area_is_above_zero, "Luas tanah harus lebih besar dari nol.", at=land_area),
        must(land_area_has_a_unit, "Pilih satuan luas tanah: m² atau hektare.", at=land_area_unit),
        should(
            building_fits_on_the_land,
            "Luas bangunan lebih besar daripada luas tanah. Periksa satuannya; benar bila bangunan bertingkat.",
            at=building_area,
        ),
        should(point_lies_in_indonesia, ODD_POINT, at=latitude),
    )


class Warehouses(Step, title="Alamat Gudang"):
    """Section 3.4."""

    street = Text("Alamat", help="Jalan, nomor, blok.", group="Alamat")
    rt_rw = Text("RT/RW", required=False, group="Alamat", **RT_RW)
    province = Choice("Provinsi", among=Reference("province"), group="Alamat")
    regency = Choice("Kabupaten/Kota", among=Reference("regency"), within=province, group="Alamat")
    district = Choice("Kecamatan", among=Reference("district"), within=regency, group="Alamat")
    village = NameOf(
        "Kelurahan/Desa",
        listed=Reference("village"),
        within=district,
        code="village_code",
        required=False,
        help=VILLAGE,
        group="Alamat",
    )
    postal_code = Text("Kode Pos", group="Alamat", **POSTAL_CODE)
    phone = Phone("Telepon", required=False, group="Kontak gudang")
    fax = Phone("Fax", required=False, group="Kontak gudang")
    email = Email("E-mail", required=False, group="Kontak gudang")
    area = Quantity("Luas Gudang", unit="m²", required=False, group="Gudang")
    tenure = Choice("Status Kepemilikan", among=TENURES, required=False, group="Gudang")
    goods = Text("Jenis Barang Disimpan", required=False, group="Gudang")
    latitude = Coordinate("Latitude", required=False, group="Koordinat", **LATITUDE)
    longitude = Coordinate("Longitude", beside=latitude, required=False, group="Koordinat", **LONGITUDE)
    checks = (
        must(both_coordinates_or_none, COORDINATES, at=latitude),
        should(point_lies_in_indonesia, ODD_POINT, at=latitude),
    )
