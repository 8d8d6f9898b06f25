"""Every act that an operation journals has words for the screen."""

from __future__ import annotations

import re
from pathlib import Path

from siinas.catalogue import processes
from siinas.queries.journal import act_in_words

OPERATIONS = Path(__file__).parents[2] / "siinas" / "operations"


def test_every_act_has_words() -> None:
    texts = [path.read_text() for path in OPERATIONS.glob("*.py")]
    acts = {act for text in texts for act in re.findall(r'work\.record\(\s*"([^"]+)"', text)}
    assert len(acts) > 20
    assert [act for act in sorted(acts) if act_in_words(act) == act] == []


def test_moves_are_called_as_declared() -> None:
    for process in processes().values():
        for key in process.flow.transitions:
            assert act_in_words(f"case.{key}") != f"case.{key}"
