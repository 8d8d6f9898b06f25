"""The link to OSS: how it stands, every call with its answer, failed ones sent again."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla.filters import FilterEqual
from flask_babel import gettext as _
from markupsafe import Markup

from admin_views.base import PortalModelView
from admin_views.cells import badge, moment
from admin_views.system.roles import EDITORS, READERS
from admin_views.web.request import database, services, whole, work
from siinas.configuration import local_address, simulator_port
from siinas.models import OssCall
from siinas.operations import oss_sending
from siinas.queries.oss import DIRECTIONS, METHODS, STATES, TONES, link_state
from siinas.refusal import Refused


class OssCalls(PortalModelView):
    """Every call to and from OSS, the newest first."""

    admits = READERS
    doors = {"again": EDITORS, "skip": EDITORS}
    can_view_details = column_display_actions = True
    noun = "panggilan"
    list_title = "Penghubung OSS"
    lead = "Apa yang disampaikan ke OSS dan diterima darinya, dengan jawabannya."
    list_template = "system/oss.html"
    column_list = ("id", "method", "about", "state", "attempts", "created_at", "answered_at")
    column_labels = {
        "id": "No.",
        "method": "Metode",
        "about": "Tentang",
        "state": "Keadaan",
        "attempts": "Percobaan",
        "created_at": "Dibuat",
        "answered_at": "Terjawab",
    }
    column_formatters = {
        "method": lambda view, context, row, name: _two(METHODS.get(row.method, row.method), _spoken(row)),
        "about": lambda view, context, row, name: _two(row.id_izin or "–", f"NIB {row.nib}" if row.nib else ""),
        "state": lambda view, context, row, name: _two(badge(TONES[row.state], STATES[row.state]), _problem(row)),
    }
    column_filters = (
        FilterEqual(OssCall.method, "Metode", options=list(METHODS.items())),
        FilterEqual(OssCall.state, "Keadaan", options=list(STATES.items())),
        FilterEqual(OssCall.direction, "Arah", options=list(DIRECTIONS.items())),
    )
    column_searchable_list = ("id_izin", "nib")
    search_label = "ID izin atau NIB"
    column_sortable_list = ("id", "created_at", "answered_at")
    column_default_sort = ("id", True)

    @property
    def empty_title(self) -> str:
        """What an empty list is called."""
        return _("Belum ada panggilan") if services().oss.configured else _("OSS belum dikonfigurasi")

    @property
    def empty_text(self) -> str:
        """What to do about it."""
        if services().oss.configured:
            return _("Panggilan muncul di sini begitu perkara perizinan dikirim atau OSS mengirim NIB.")
        return _(
            "Pengelola server mengisi OSS_URL dan OSS_USER_KEY, dan untuk menerima NIB juga OSS_PUSH_USERNAME, "
            "OSS_PUSH_PASSWORD, dan OSS_PUSH_ADDRESSES, lalu memulai ulang portal dan pekerjanya. Sampai saat itu "
            "status perizinan disimpan di sini dan dikirim sesudahnya."
        )

    def render(self, template: str, **kwargs: Any) -> str:
        """The list with the state of the link above it."""
        if template == self.list_template:
            kwargs["tiles"], kwargs["trouble"] = _tiles(), _trouble()
            kwargs["simulator"] = _simulator()
            kwargs["configured"] = services().oss.configured
        return str(super().render(template, **kwargs))

    def row_title(self, row: OssCall) -> str:
        """How a call is called."""
        return _("Panggilan nomor %(n)s", n=row.id)

    @expose("/details/")
    def details_view(self) -> ResponseReturnValue:
        """One call: what was said, what was answered."""
        call = self.get_one(request.args.get("id", ""))
        g.trail = [(self.row_title(call), None)]
        return self.render(
            "system/oss_call.html",
            call=call,
            method=METHODS.get(call.method, call.method),
            direction=DIRECTIONS[call.direction],
            state=badge(TONES[call.state], STATES[call.state]),
            moment=moment,
            said=json.dumps(call.request, ensure_ascii=False, indent=2),
            answered=json.dumps(call.answer, ensure_ascii=False, indent=2) if call.answer else "",
        )

    @expose("/ulang/", methods=("POST",))
    def again(self) -> ResponseReturnValue:
        """Send a failed call again."""
        return self._do(oss_sending.try_again, _("Panggilan akan dicoba lagi."))

    @expose("/lewati/", methods=("POST",))
    def skip(self) -> ResponseReturnValue:
        """Lay a failed call aside; those behind it go on."""
        return self._do(oss_sending.give_up, _("Panggilan dilewati; panggilan berikutnya untuk izin itu dikirim."))

    def _do(self, act: Any, done: str) -> ResponseReturnValue:
        try:
            act(work(), whole(request.form.get("id"), -1))
            flash(done, "success")
        except Refused as refusal:
            self.refuse(None, refusal)
        return redirect(self.get_url(".index_view"))


def _two(above: Any, under: str) -> Any:
    return Markup('%s<br><span class="under">%s</span>') % (above, under) if under else above


def _spoken(row: OssCall) -> str:
    return f"{DIRECTIONS[row.direction]}: {row.method}"


def _problem(row: OssCall) -> str:
    return "" if row.state == "done" else row.words[:160]


def _tiles() -> list[dict[str, Any]]:
    """How many calls wait, failed or were refused, each with the way to them."""
    counts = link_state(database().session()).counts
    words = {
        "waiting": _("menunggu dikirim"),
        "failed": _("gagal, perlu dicoba lagi"),
        "refused": _("ditolak OSS"),
    }
    return [
        {
            "number": counts.get(state, 0),
            "word": word,
            "url": url_for("system_oss.index_view", flt1_keadaan_equals=state),
        }
        for state, word in words.items()
    ]


def _trouble() -> dict[str, Any]:
    """When OSS last answered and sent something, and what last went wrong since."""
    state = link_state(database().session())
    later = state.trouble_at is not None and (state.answered_at is None or state.trouble_at > state.answered_at)
    return {
        "answered": moment(state.answered_at) if state.answered_at else _("belum pernah"),
        "received": moment(state.received_at) if state.received_at else _("belum pernah"),
        "words": state.trouble if later else "",
        "at": moment(state.trouble_at) if later and state.trouble_at else "",
    }


def _simulator() -> str:
    """The address of the stand-in's page beside a demo; empty elsewhere."""
    configuration = services().configuration
    return f"{local_address(simulator_port(configuration.port))}/" if configuration.oss_is_simulated else ""
