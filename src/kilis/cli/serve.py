"""The verb `kilis serve`: the workbench, a local page over folders of scenarios and runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kilis.cli.ways import SuppressBelow

if TYPE_CHECKING:
    import socket


def serve(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders with scenarios and runs; default: the one you are in.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8377,
    host: Annotated[str, typer.Option(help="The address to listen on; beyond this machine only with a token.")] = (
        "127.0.0.1"
    ),
    token: Annotated[
        str | None,
        typer.Option(
            envvar="KILIS_TOKEN",
            help="The secret in the address; default: a new random one. Given here, other users of this machine see it "
            "in the list of processes; in the environment they do not.",
        ),
    ] = None,
    suppress_below: SuppressBelow = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON and nothing else.")] = False,
) -> None:
    """Open the workbench: maps, what-ifs, tables to edit and runs to compare, in the browser of this machine.

    Example: kilis serve examples

    Nothing leaves this machine. End it with Ctrl-C.
    """
    import json
    import secrets
    import sys

    from kilis.cli.ways import fail

    try:
        import uvicorn

        from kilis.web.app import create_app
        from kilis.web.gate import Lock, is_local
    except ImportError:
        fail("kilis serve needs the extra `web`: pip install 'kilis[web]'")
    roots = folders or [Path()]
    missing = [str(root) for root in roots if not root.is_dir()]
    if missing:
        fail(f"{', '.join(missing)}: there is no such folder.")
    _refuse_token(token, host, needed=not is_local(host))
    listening = _listening(host, port)
    lock = Lock(token or secrets.token_urlsafe(24).replace("_", "-"), host, listening.getsockname()[1])
    shown = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - only a comparison
    address = f"http://{shown}:{lock.port}/?token={lock.token}"
    if as_json:
        print(json.dumps({"url": address, "port": lock.port}), flush=True)
    else:
        print(f"The workbench: {address}\nEnd it with Ctrl-C.", flush=True)
    if browser and not as_json and sys.stdout.isatty():
        import webbrowser

        webbrowser.open(address)
    app = create_app(roots, lock, suppress_below=suppress_below)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, date_header=False, ws="none"))
    server.run(sockets=[listening])


def _refuse_token(token: str | None, host: str, *, needed: bool) -> None:
    """Refuse a secret that is none, and having none where other machines listen in."""
    from kilis.cli.ways import fail

    if needed and token is None:
        remedy = "Give a secret in KILIS_TOKEN or with --token, 16 letters or more."
        fail(f"--host {host}: other machines could reach this. {remedy}")
    if token is not None and (len(token) < 16 or not token.isascii() or not token.replace("-", "").isalnum()):
        fail("--token or KILIS_TOKEN: use 16 or more letters and digits.")


def _listening(host: str, port: int) -> socket.socket:
    """Take the port, or say in words why it cannot be had."""
    import socket

    from kilis.cli.ways import fail

    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        fail(f"--host {host} --port {port}: {error.strerror}. Choose another port, or --port 0 for any that is free.")
    return found
