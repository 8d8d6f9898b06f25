"""What is asked about the people of a company and about a new address: declared as the pages of a process are."""

from __future__ import annotations

from siinas.process.fields import Choice, Email, LongText, Text
from siinas.process.roles import ROLE_LABELS, Role
from siinas.process.steps import Row

COMPANY_ROLES = (Role.STAFF, Role.SIGNER, Role.OWNER)


def _labels(*roles: Role) -> dict[str, str]:
    return {role.value: ROLE_LABELS[role] for role in roles}


class Invited(Row):
    """Whom to invite."""

    name = Text("Nama lengkap", longest=100, help="Nama ini tercantum di samping setiap tindakannya.")
    email = Email("E-mail", help="Undangan dikirim ke alamat ini. Yang membuka tautannya dapat menerima undangan.")
    role = Choice(
        "Peran",
        among=_labels(Role.STAFF, Role.SIGNER),
        help="Staf pengisi mengisi data dan laporan. Penanda tangan juga mengirimnya.",
    )


class NewRole(Row):
    """Which role a person gets."""

    role = Choice(
        "Peran",
        among=_labels(*COMPANY_ROLES),
        help="Staf pengisi mengisi data dan laporan. Penanda tangan juga mengirimnya. Pemilik akun juga mengatur "
        "orang; boleh lebih dari satu.",
    )


class OwnRole(Row):
    """What becomes of the owner who hands the account over."""

    own_role = Choice("Peran Anda sesudahnya", among=_labels(*COMPANY_ROLES))


class NewAddress(Row):
    """A person's new e-mail address."""

    new_email = Email("E-mail baru", help="Surat konfirmasi dikirim ke alamat ini dan ke alamat yang sekarang.")


class AddressForAnother(Row):
    """A new e-mail address for somebody who cannot open the old one any more."""

    new_email = Email("E-mail baru", help="Surat konfirmasi dikirim ke alamat ini; e-mail berganti setelah dijawab.")
    reason = LongText("Alasan", longest=1000, help="Bagaimana orang ini dikenali dan mengapa alamat lamanya hilang.")
