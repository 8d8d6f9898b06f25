"""How the system is: counts that should be zero, and the way to each table."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from flask_babel import gettext as _

from admin_views.base import Closed, count_of
from admin_views.system.roles import READERS
from siinas.models import JournalEntry, OutboxRow, Person


class SystemHome(Closed, AdminIndexView):  # type: ignore[misc]
    """How the system is."""

    admits = READERS

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Counts that should be zero, and the way to each table."""
        tiles = [
            {
                "number": count_of(OutboxRow.status == "waiting", OutboxRow),
                "word": _("surat menunggu dikirim"),
                "url": "/sistem/kotak-keluar/",
            },
            {
                "number": count_of(OutboxRow.status == "failed", OutboxRow),
                "word": _("surat gagal dikirim"),
                "url": "/sistem/kotak-keluar/?flt0_status_equals=failed",
            },
            {
                "number": count_of(JournalEntry.seq > 0, JournalEntry),
                "word": _("catatan jurnal"),
                "url": "/sistem/jurnal/",
            },
            {"number": count_of(Person.active, Person), "word": _("orang dengan akun aktif"), "url": "/sistem/orang/"},
        ]
        return self.render("system/home.html", tiles=tiles)
