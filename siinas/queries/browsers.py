"""What a browser says of itself, in words: `Chrome di Windows`."""

from __future__ import annotations

import re

from ua_parser import parse

SYSTEMS = {"Mac OS X": "macOS", "iOS": "iPhone atau iPad", "Chrome OS": "ChromeOS"}
LONGEST = 40


def browser_words(user_agent: str) -> str:
    """Browser and system as far as they are known; empty for what names neither."""
    found = parse(user_agent[:255])
    browser = _tidy(found.user_agent.family) if found.user_agent else ""
    system = _tidy(found.os.family) if found.os else ""
    browser = re.sub(r"\b(Mobile|iOS|WebView)\b", "", browser)
    words = [" ".join(browser.split()) or ("Peramban" if system else ""), SYSTEMS.get(system, system)]
    return " di ".join(filter(None, words))


def _tidy(family: str) -> str:
    """A name of the parser's tables; whatever else was taken over from the header is left out."""
    return family if len(family) <= LONGEST and re.fullmatch(r"[\w .+/-]+", family, re.ASCII) else ""
