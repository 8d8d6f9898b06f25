"""A server for the stand-in: the header `user_key` of OSS has an underscore, which waitress and Werkzeug let fall."""

from __future__ import annotations

from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from flask import Flask


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """The page shows the calls."""


def server_for(app: Flask, port: int) -> WSGIServer:
    """A server on that port of this machine (0 for any that is free), not yet serving."""
    return make_server("127.0.0.1", port, app, server_class=_Threaded, handler_class=_Quiet)
