"""How long the walks are: 2,000 steps in all where every change is tried, 100,000 at night (HYPOTHESIS_PROFILE)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from math import ceil

from hypothesis import HealthCheck, Phase, settings

from siinas.catalogue import processes

PROFILES = {"ci": 2_000, "nightly": 100_000}
"""How many steps the walks of a profile take together; a step is one attempt by somebody to move a case."""
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
ON_DATABASES = {"sqlite": 0.025, "postgresql": 0.0075}
"""Which part of all steps is walked through the operations, on each database."""
THROUGH_OPERATIONS = ("skpbki", "vsku")
"""The processes whose applications are walked through the operations."""

_ALWAYS = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    report_multiple_bugs=False,
)
settings.register_profile("ci", _ALWAYS, derandomize=True)
settings.register_profile("nightly", _ALWAYS, derandomize=False)


@dataclass
class Tally:
    """Steps that were taken, and what was seen on the way."""

    steps: int = 0
    states: set[str] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)


def total() -> int:
    """All steps of the profile in force; KeyError with the known names for another one."""
    if PROFILE not in PROFILES:
        raise KeyError(f"HYPOTHESIS_PROFILE={PROFILE}: one of {', '.join(PROFILES)}")
    return PROFILES[PROFILE]


def share(process_key: str) -> int:
    """The steps of the walk over a declared flow: what the databases leave, by the number of moves of each flow."""
    flows = {key: len(process.flow.transitions) for key, process in processes().items()}
    left = total() * (1 - sum(ON_DATABASES.values()))
    return ceil(left * flows[process_key] / sum(flows.values()))


def share_on(database: str) -> int:
    """The steps of the walk of one process through the operations on a database."""
    return ceil(total() * ON_DATABASES[database] / len(THROUGH_OPERATIONS))


def so_many(steps: int, each: int, spare: float) -> settings:
    """The profile in force with as many walks of `each` rules as bring so many steps: some rules are no step, for which
    there is `spare`.

    By day a walk that fails is told at once, as it was; to find a shorter one takes minutes, which the night has.
    """
    total()
    phases = (Phase.generate, Phase.shrink) if PROFILE == "nightly" else (Phase.generate,)
    walks = ceil(steps * spare / each)
    return settings(settings.get_profile(PROFILE), max_examples=walks, stateful_step_count=each, phases=phases)
