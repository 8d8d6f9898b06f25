"""The minimum documents: asked for each KBLI by its risk, met by what is valid, and what waits for what is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from siinas.reference.requirements import SERVICES, SKPBKI, VSKU, Held, Line, held_up_by, is_for, requirements

TODAY = date(2026, 10, 6)
BASE = (Held("akta"), Held("nib"), Held("npwp"))


def unmet(lines, documents, **more):
    return [one.title for one in requirements(lines, documents, TODAY, **more) if not one.met]


@pytest.mark.parametrize(
    ("risk", "lacking"),
    [
        ("R", []),
        ("MR", ["Sertifikat Standar KBLI 10721"]),
        ("MT", ["Sertifikat Standar KBLI 10721"]),
        ("T", ["Izin KBLI 10721"]),
    ],
)
def test_the_licence_follows_from_the_risk(risk, lacking):
    assert unmet([Line("10721", risk)], BASE) == lacking


def test_deed_nib_and_npwp_are_asked_of_everybody():
    assert unmet([], ()) == ["Akta pendirian / akta perusahaan", "NIB OSS-RBA", "NPWP"]
    assert unmet([], (Held("akta_perubahan"), Held("nib"), Held("npwp"))) == []


def test_each_kbli_asks_for_its_own_licence():
    lines = [Line("10721", "MT"), Line("13111", "T"), Line("10731", "R"), Line("31001", "MR")]
    one = (*BASE, Held("sertifikat_standar", "10721"))
    assert unmet(lines, one) == ["Izin KBLI 13111", "Sertifikat Standar KBLI 31001"]
    assert unmet(lines, (*one, Held("izin", "13111"), Held("sertifikat_standar", "31001"))) == []


def test_a_licence_of_another_kind_or_kbli_is_none():
    assert unmet([Line("10721", "T")], (*BASE, Held("sertifikat_standar", "10721"), Held("izin", "10722"))) == [
        "Izin KBLI 10721"
    ]


def test_the_proof_of_application_counts_until_the_permit_is_there():
    (permit,) = requirements([Line("23941", "T")], (*BASE, Held("bukti_permohonan_izin", "23941")), TODAY)[3:]
    assert (permit.met, permit.why) == (
        True,
        "Izin KBLI 23941 sudah diunggah (Bukti permohonan izin di OSS).",
    )
    (missing,) = requirements([Line("23941", "T")], BASE, TODAY)[3:]
    assert "unggah bukti permohonan izin di OSS" in missing.why


def test_kbli_outside_industry_ask_for_no_licence():
    assert unmet([Line("46900", "MR"), Line("68111", "T"), Line("09900", "T"), Line("34000", "MT")], BASE) == []


@pytest.mark.parametrize(("until", "met"), [(TODAY, True), (TODAY - timedelta(days=1), False), (None, True)])
def test_a_document_counts_through_its_last_day(until, met):
    (licence,) = requirements([Line("10721", "MT")], (*BASE, Held("sertifikat_standar", "10721", until)), TODAY)[3:]
    assert (licence.met, licence.expired) == (met, not met)
    if not met:
        assert licence.why == "Sertifikat Standar KBLI 10721 berakhir pada 5 Oktober 2026. Unggah yang baru."


def test_the_valid_one_of_several_counts():
    documents = (*BASE, Held("sertifikat_standar", "10721", date(2020, 1, 1)), Held("sertifikat_standar", "10721"))
    assert unmet([Line("10721", "MT")], documents) == []


def test_why_a_document_does_not_count():
    def why(*documents):
        return requirements([Line("10721", "MT")], (*BASE, *documents), TODAY)[3].why

    assert why() == "Sertifikat Standar KBLI 10721 belum diunggah."
    assert "dikembalikan petugas" in why(Held("sertifikat_standar", "10721", returned=True))
    assert "belum menyebut KBLI 10721" in why(Held("sertifikat_standar"))


def test_an_exemption_is_asked_where_it_is_needed():
    lines = [Line("10721", "MT")]
    documents = (*BASE, Held("sertifikat_standar", "10721"))
    assert unmet(lines, documents, exemption=True) == ["SKPBKI (pengecualian berlokasi di kawasan industri)"]
    assert unmet(lines, (*documents, Held("skpbki")), exemption=True) == []


def test_what_waits_for_what():
    risks = frozenset({"MT"})
    found = {one.need: held_up_by(one, risks) for one in requirements([Line("10721", "MT")], (), TODAY, exemption=True)}
    assert found == {
        "akta": (SKPBKI, VSKU),
        "nib": (SKPBKI, VSKU),
        "npwp": (SKPBKI, VSKU),
        "licence": (SKPBKI, VSKU),
        "skpbki": (VSKU,),
    }
    assert all(held_up_by(one, frozenset({"R"})) == () for one in requirements([], (), TODAY))
    deed = requirements([], (), TODAY)[0]
    assert held_up_by(deed, frozenset({"R"}), open_to_all=True) == (SKPBKI,)


@pytest.mark.parametrize(("risk", "keys"), [("R", {"e-reporting"}), ("MR", {"e-reporting"}), ("MT", None), ("T", None)])
def test_for_whom_a_service_is(risk, keys):
    open_ = {service.key for service in SERVICES if is_for(service, frozenset({risk}))}
    assert open_ == (keys or {service.key for service in SERVICES})


def test_what_is_met_holds_up_nothing():
    assert held_up_by(requirements([], BASE, TODAY)[0], frozenset({"T"})) == ()
