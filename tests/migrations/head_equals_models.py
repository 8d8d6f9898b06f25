"""A check for `make check`: a database migrated to the head is exactly what the models say."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from siinas.integrations.database import make_engine
from siinas.operations import schema


def main() -> int:
    """Print every difference; 1 when there is any."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'check.db'}")
        schema.upgrade(engine)
        found = schema.differences(engine)
        engine.dispose()
    for difference in found:
        sys.stdout.write(f"models and migrations differ: {difference}\n")
    sys.stdout.write("" if found else "models and migrations agree\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
