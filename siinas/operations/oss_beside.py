"""The stand-in for OSS beside a demo: a process of its own, started and ended with the server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from siinas.configuration import Configuration, local_address, simulator_port


@contextmanager
def oss_beside(configuration: Configuration, root: Path) -> Iterator[None]:
    """Run the stand-in while the demo is served; nothing where OSS is a real one, or its port is taken."""
    if not configuration.oss_is_simulated:
        yield
        return
    port = simulator_port(configuration.port)
    if not _is_free(port):
        click.echo(f"Peraga OSS tidak dijalankan: port {port} dipakai program lain. Panggilan ke OSS menunggu.")
        yield
        return
    told = {
        "OSS_SIMULATOR_PORT": str(port),
        "OSS_SIMULATOR_PORTAL": f"{local_address(configuration.port)}/api/oss",
        "OSS_SIMULATOR_STATE": str(configuration.instance / "oss-simulator.db"),
        "OSS_USER_KEY": configuration.oss_user_key,
        "OSS_PUSH_USERNAME": configuration.oss_push_username,
        "OSS_PUSH_PASSWORD": configuration.oss_push_password,
    }
    # It is told by the environment: a command line is readable by everybody on the machine.
    process = subprocess.Popen([sys.executable, "-m", "oss_simulator"], cwd=root, env=os.environ | told)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
