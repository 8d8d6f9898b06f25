"""The short-lived process in which uploaded files are parsed: one task, the file on stdin, the answer on stdout."""

from __future__ import annotations

import json
import resource
import sys

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 9
LONG_CPU_SECONDS = {"cells": 40, "sheets": 40, "codes": 20}
"""Tasks that may take longer: a table of 100,000 rows needs some seconds, and so do ten pages without a code."""
MAX_RENDER_WIDTH = 2000
MAX_RENDER_HEIGHT = 6000

EXIT_MEMORY = 3
EXIT_UNREADABLE = 4
EXIT_NO_SUCH_PAGE = 5


def limit_this_process(cpu_seconds: int = CPU_SECONDS) -> None:
    """Give up, for good, what a parser does not need: memory, time, files to write, further processes."""
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _, hard = resource.getrlimit(kind)
        value = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (value, value))


def render(content: bytes, page: int, width: int) -> bytes:
    """Return page `page` (from 1) as PNG, `width` pixels wide. Raises `IndexError` when there is no such page."""
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if not 1 <= page <= len(document):
        raise IndexError(page)
    sheet = document[page - 1]
    across, down = sheet.get_size()
    width = max(50, min(width, MAX_RENDER_WIDTH))
    scale = min(width / max(across, 1), MAX_RENDER_HEIGHT / max(down, 1))
    picture = sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def perform(task: str, arguments: list[str], content: bytes) -> bytes:
    """Do one task and return what goes to stdout: JSON, or PNG for `render`. Raises what the parsers raise."""
    match task:
        case "workbook" | "cells":
            from siinas.documents import workbook

            return json.dumps(
                {"damage": workbook.inspect_workbook(content)} if task == "workbook" else workbook.read_cells(content)
            ).encode()
        case "sheets":
            from siinas.documents import workbook

            return json.dumps(workbook.read_sheets(content, int(arguments[0]))).encode()
        case "signatures":
            from siinas.documents import signatures

            return json.dumps(signatures.read_signatures(content, int(arguments[0]), *arguments[1:])).encode()
        case _:
            return perform_on_document(task, arguments, content)


def perform_on_document(task: str, arguments: list[str], content: bytes) -> bytes:
    """The tasks about PDF and pictures."""
    from siinas.documents import codes, pdf_inspection, pdf_words, pictures

    match task:
        case "inspect":
            facts = pdf_inspection.inspect_structure(content, max_pages=int(arguments[0]))
            answer: object = {
                "pages": facts.pages,
                "encrypted": facts.encrypted,
                "active": facts.active,
                "damage": facts.damage,
            }
        case "picture":
            answer = {"damage": pdf_inspection.inspect_picture(content, arguments[0])}
        case "words":
            answer = [page.as_json() for page in pdf_words.read_words(content)]
        case "redraw":
            return pictures.redrawn(content, arguments[0])
        case "codes":
            answer = codes.read_codes(content, *arguments)
        case "render":
            return render(content, int(arguments[0]), int(arguments[1]))
        case _:
            raise ValueError(task)
    return json.dumps(answer).encode()


def main() -> int:
    """Run the task that the command line names and return the exit code."""
    limit_this_process(LONG_CPU_SECONDS.get(sys.argv[1], CPU_SECONDS))
    content = sys.stdin.buffer.read()
    try:
        answer = perform(sys.argv[1], sys.argv[2:], content)
    except MemoryError:
        return EXIT_MEMORY
    except IndexError:
        return EXIT_NO_SUCH_PAGE if sys.argv[1] == "render" else EXIT_UNREADABLE
    except Exception:
        return EXIT_UNREADABLE
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    # Tearing down a parser that has met its limits may fail once more; the answer is already out.
    import os

    os._exit(main())
