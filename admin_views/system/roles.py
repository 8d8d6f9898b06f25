"""Who reads the system's tables, and who edits them."""

from __future__ import annotations

from siinas.process.roles import Role

READERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
EDITORS = frozenset({Role.ADMINISTRATOR})
