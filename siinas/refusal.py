"""The one way in which the portal says no to a person: a sentence in their language."""

from __future__ import annotations


class Refused(Exception):
    """An act that is not possible now; the text tells the person why and what to do. `field` names the input."""

    status = 409

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class NotPermitted(Refused):
    """The person's roles do not allow this act."""

    status = 403


class NotFound(Refused):
    """The object does not exist for this person, whether it exists at all or not."""

    status = 404

    def __init__(self) -> None:
        super().__init__("Yang Anda cari tidak ditemukan.")


class Stale(Refused):
    """Somebody else has changed the row meanwhile."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(
            reason
            or "Data ini sudah diubah orang lain sejak Anda membukanya. Muat ulang halaman, lalu ulangi perubahan Anda."
        )


class TooMany(Refused):
    """Too many tries in too short a time."""

    status = 429
