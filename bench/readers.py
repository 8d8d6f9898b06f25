"""How well the readers of NIB and licences read invented papers: `python -m bench.readers [--papers N]`.

Draws N NIBs in the known layouts, N in random arrangements and N licences, reads each as the portal does after its
child process, and counts the values that were right, that a person would be asked about, and that were wrong without
a word. Prints JSON and ends with 1 where one was wrong (issue 2).
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator

from siinas.documents.licence_reader import KEYS, read_licence_pages
from siinas.documents.nib_reader import read_nib_pages
from siinas.documents.pdf_words import read_words
from tests.documents.licence_samples import draw_licence, judge_licence, make_licence_sample
from tests.documents.licence_samples import random_layout as random_licence
from tests.documents.nib_arrangements import random_layout
from tests.documents.nib_drawing import draw_nib
from tests.documents.nib_judging import judge, truth_of
from tests.documents.nib_samples import LAYOUTS, NibSample, make_nib, make_sample

FIRST = 50_000
"""Seeds from here on: none of them is one of the tests'."""
Judged = tuple[int, int, list[str], float]
"""Of a paper: its values, those asked about, the wrong ones, and the milliseconds that reading took."""


def of_layouts(seed: int) -> Judged:
    """A NIB in one of the known layouts."""
    sample = make_sample(seed)
    return _nib(sample, make_nib(sample, LAYOUTS[seed % len(LAYOUTS)]))


def of_arrangements(seed: int) -> Judged:
    """A NIB arranged by chance, often more cramped than anybody would print it."""
    sample = make_sample(seed)
    return _nib(sample, draw_nib(sample, random_layout(seed)))


def _nib(sample: NibSample, content: bytes) -> Judged:
    began = time.perf_counter()
    reading = read_nib_pages(read_words(content))
    took = (time.perf_counter() - began) * 1000
    wrong, asked = judge(sample, reading)
    return len(truth_of(sample)), len(asked), wrong, took


def of_licences(seed: int) -> Judged:
    """A Sertifikat Standar or an Izin."""
    sample = make_licence_sample(seed)
    content = draw_licence(sample, random_licence(seed))
    began = time.perf_counter()
    reading = read_licence_pages(read_words(content))
    took = (time.perf_counter() - began) * 1000
    wrong, asked = judge_licence(sample, reading)
    return len(KEYS), len(asked), wrong, took


KINDS: dict[str, Callable[[int], Judged]] = {
    "NIB in known layouts": of_layouts,
    "NIB in random arrangements": of_arrangements,
    "licences": of_licences,
}


def counted(papers: int) -> Iterator[tuple[str, dict[str, object]]]:
    """What came out, kind by kind."""
    for kind, read in KINDS.items():
        judged = [read(seed) for seed in range(FIRST, FIRST + papers)]
        values, asked = sum(one[0] for one in judged), sum(one[1] for one in judged)
        wrong = [mistake for one in judged for mistake in one[2]]
        yield (
            kind,
            {
                "papers": papers,
                "values": values,
                "right": values - asked - len(wrong),
                "asked_about": asked,
                "wrong": len(wrong),
                "mistakes": wrong[:10],
                "median_ms": round(statistics.median(one[3] for one in judged), 1),
            },
        )


def main() -> int:
    """Read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=1000)
    found = dict(counted(parser.parse_args().papers))
    print(json.dumps(found, ensure_ascii=False, indent=2))  # noqa: T201 - what a bench is for
    return int(any(one["wrong"] for one in found.values()))


if __name__ == "__main__":
    raise SystemExit(main())
