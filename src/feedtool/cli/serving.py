"""`feedtool serve`: a preview of the output folder."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

import click

from . import speech
from .setting import Setting, shared_options


@click.command()
@click.option("--port", default=8000, show_default=True, help="0: any that is free.")
@click.option("--open", "opens", is_flag=True, help="Open it in a browser.")
@shared_options()
def serve(setting: Setting, port: int, opens: bool) -> None:
    """Preview the output folder in a browser or a feed reader."""

    from .. import serve as preview

    log = _log if setting.verbose else None
    server = preview.server(setting.site().output, port=port, log=log)
    with server:
        if setting.json:
            speech.as_json({"url": server.url})
        elif not setting.quiet:
            speech.say(f"{server.url} (end it with Ctrl-C)")
        if opens:
            # A browser in the terminal comes back only when it is closed.
            browser = threading.Thread(target=_open, args=(server.url,), daemon=True)
            browser.start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            if not (setting.json or setting.quiet):
                speech.say()


def _log(line: str) -> None:
    speech.say(line, err=True)


def _open(url: str) -> None:
    import webbrowser

    if not webbrowser.open(url):
        port = urlsplit(url).port
        speech.say(
            f"feedtool: no browser was found here: open {url} in one yourself; if that "
            f"is on another machine, `ssh -L {port}:127.0.0.1:{port} HOST` leads here",
            err=True,
        )
