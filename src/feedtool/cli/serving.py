"""`feedtool serve`: a preview of the output folder."""

from __future__ import annotations

import click

from . import speech
from .setting import Setting, shared_options


@click.command()
@click.option("--port", default=8000, show_default=True, help="0: any that is free.")
@shared_options()
def serve(setting: Setting, port: int) -> None:
    """Preview the output folder in a browser or a feed reader."""

    from .. import serve as preview

    server = preview.server(setting.site().output, port=port)
    with server:
        speech.say(f"{server.url} (end it with Ctrl-C)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            speech.say()
