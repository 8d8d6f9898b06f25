"""Sends a thousand hostile files through the check of uploads: how many came in, failed, and how much memory it took.

`python -m bench.hostile_files [--workers N] [--every]` prints JSON and ends with 1 unless none came in, none failed and
no process needed 512 MB.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from siinas.documents.uploads import RefusedFile, accept_upload
from tests.documents.hostile_thousand import Hostile, every_hostile_file, thousand

ACCEPTS = frozenset({"pdf", "jpeg", "png"})
MOST_MEGABYTES = 512


def outcome(file: Hostile) -> tuple[str, str, float]:
    """`refused` with the sentence, `accepted`, or `error` with what went wrong; and the seconds it took."""
    began = time.monotonic()
    try:
        accept_upload(file.content, file.name, accepts=ACCEPTS, max_bytes=2 * 1024 * 1024, max_pages=20)
    except RefusedFile as refusal:
        return "refused", refusal.reason, time.monotonic() - began
    except Exception as problem:
        return "error", f"{type(problem).__name__}: {problem}", time.monotonic() - began
    return "accepted", "", time.monotonic() - began


def main() -> int:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", action="store_true", help="all that can be made, not only a thousand")
    chosen = parser.parse_args()
    files = every_hostile_file() if chosen.every else thousand()
    began = time.monotonic()
    with ThreadPoolExecutor(chosen.workers) as pool:
        found = list(pool.map(outcome, files))
    seconds = time.monotonic() - began
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = Counter(word for word, _reason, _seconds in found)
    told = {
        "files": len(files),
        "families": dict(Counter(file.family for file in files)),
        "refused": count["refused"],
        "accepted": [
            f"{file.family}: {file.what}" for file, one in zip(files, found, strict=True) if one[0] == "accepted"
        ],
        "errors": [f"{file.what}: {one[1]}" for file, one in zip(files, found, strict=True) if one[0] == "error"],
        "seconds": round(seconds, 1),
        "slowest_seconds": round(max(one[2] for one in found), 1),
        "slowest": max(zip(files, found, strict=True), key=lambda pair: pair[1][2])[0].what,
        "peak_megabytes_of_a_child": round(kilobytes / 1024),
        "peak_megabytes_of_the_checking_process_with_all_files": round(own / 1024),
        "sentences": Counter(reason for word, reason, _seconds in found if word == "refused").most_common(60),
    }
    print(json.dumps(told, ensure_ascii=False, indent=2))  # noqa: T201 - what the script is for
    return int(bool(told["accepted"] or told["errors"] or kilobytes / 1024 >= MOST_MEGABYTES))


if __name__ == "__main__":
    sys.exit(main())
