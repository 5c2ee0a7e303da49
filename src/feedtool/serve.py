"""A preview of the output folder for a browser or a feed reader."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import UTC
from email.message import Message
from email.utils import formatdate
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import MimeTypes
from pathlib import Path
from socketserver import TCPServer
from typing import Any, NamedTuple
from urllib.parse import unquote

from . import dates
from .errors import UsageError


def server(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    log: Callable[[str], None] | None = None,
) -> Preview:
    """Return a server that has its port and waits for `serve_forever`.

    It shows *folder* as it is at each request: GET and HEAD, nothing hidden, nothing
    outside of it, no listings. *log* is given a line for every answer, from the thread
    that answers. Port 0 is any that is free. Raises UsageError.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder} yet: build the feeds first")
    try:
        return Preview(folder, host, port, log)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = _reason(error)
        raise UsageError(f"cannot serve on {host} port {port}: {reason}") from error


def _reason(error: Exception) -> str:
    """Say what is wrong with a host and a port, in plain words."""
    match error:
        case OverflowError():
            return "ports go from 0 to 65535"
        case socket.gaierror() | UnicodeError():
            return "no machine has this name"
        case OSError(errno=errno.EADDRINUSE):
            return "another program uses it; --port 0 takes one that is free"
        case OSError(errno=errno.EACCES):
            return "permission denied; ports from 1024 up are free for all"
        case OSError(errno=errno.EADDRNOTAVAIL):
            return "this machine does not have that address"
    return str(error)


class Preview(ThreadingHTTPServer):
    """What serves one folder; made by `server`."""

    def __init__(
        self, folder: Path, host: str, port: int, log: Callable[[str], None] | None
    ) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.folder = folder
        self.log = log
        super().__init__((host, port), _Visit)

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        host, port = self.server_name, self.server_port
        if host in ("0.0.0.0", "::"):  # noqa: S104
            host = "localhost"
        return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name = str(self.server_address[0])
        self.server_port = int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of those who hang up."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


# -- a request --------------------------------------------------------------------

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>%(code)d</title>
<p>%(explain)s</p>
</html>
"""
_HTML = "text/html; charset=utf-8"


class _Visit(BaseHTTPRequestHandler):
    """A request as the library reads it, and the way back."""

    server: Preview
    server_version = "feedtool"
    sys_version = ""
    timeout = 30  # seconds that somebody may keep silent
    error_message_format = _PAGE  # of what the library refuses by itself
    error_content_type = _HTML

    def do_GET(self) -> None:
        self._give(_answer(self.path, self.headers, self.server.folder))

    do_HEAD = do_GET  # noqa: N815

    def _refuse(self) -> None:
        page = _page(405, "This is a preview: it can be read, and nothing else.")
        self._give(page._replace(headers={**page.headers, "Allow": "GET, HEAD"}))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _refuse  # noqa: N815

    def _give(self, answer: _Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")  # ask again: it is a preview
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if self.server.log is not None:
            line = "".join(c if c.isprintable() else "?" for c in self.requestline)
            self.server.log(f"{line} {int(code)}")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing more: `log_request` has said it."""


# -- an answer --------------------------------------------------------------------


class _Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def _answer(target: str, asked: Message, folder: Path) -> _Answer:
    address, question, query = target.partition("?")
    if address.endswith("/"):
        path = _find(address + "index.html", folder)
    else:
        path = _find(address, folder)
        if path is not None and path.is_dir():
            return _Answer(301, {"Location": f"{address}/{question}{query}"})
    if path is None or not path.is_file():
        return _page(404, f"There is no {unquote(address)} in the output folder.")
    return _file(path, asked)


def _page(status: int, text: str) -> _Answer:
    body = _PAGE % {"code": status, "explain": escape(text)}
    return _Answer(status, {"Content-Type": _HTML}, body.encode())


def _find(address: str, folder: Path) -> Path | None:
    """Return what *address* is in *folder*, None if it is nothing one may see."""
    start, *names = (unquote(part) for part in address.split("/"))
    if start or any(_is_hidden(name) for name in names):
        return None
    root = folder.resolve()
    try:
        path = root.joinpath(*names).resolve(strict=True)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before 3.13
        return None
    if not path.is_relative_to(root):
        return None
    return None if any(map(_is_hidden, path.relative_to(root).parts)) else path


def _is_hidden(name: str) -> bool:
    return not name or name.startswith(".") or not {"/", "\\", "\0"}.isdisjoint(name)


def _file(path: Path, asked: Message) -> _Answer:
    try:
        with path.open("rb") as file:
            body, status = file.read(), os.fstat(file.fileno())
    except OSError as error:
        return _page(403, f"{path.name} cannot be read: {error.strerror}.")
    media_type, headers = _type(path), {}
    version = f"{status.st_mtime_ns:x}-{status.st_size:x}"
    if media_type in _FEED_TYPES:
        headers["Vary"] = "Accept"
        if "text/html" in asked.get("Accept", "").lower():
            media_type, version = _SHOWN_TYPE, f"{version}-shown"
    etag, seconds = f'"{version}"', status.st_mtime_ns // 1_000_000_000
    headers |= {"ETag": etag, "Last-Modified": formatdate(seconds, usegmt=True)}
    if _is_known(asked, etag, seconds):
        return _Answer(304, headers)
    return _Answer(200, {"Content-Type": media_type, **headers}, body)


def _is_known(asked: Message, etag: str, seconds: int) -> bool:
    """Say whether who asks has this version already (RFC 9110 §13.2.2)."""
    tags = asked.get("If-None-Match")
    if tags is not None:
        known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return etag in known or known == ["*"]
    since = dates.parse(asked.get("If-Modified-Since") or "", tz=UTC)
    return since is not None and seconds <= since.timestamp()


# Browsers show the source of what has a feed's own type, or save it. Who asks for HTML,
# as they do, gets a feed as any XML, which they show as its stylesheet says.
_RSS = "application/rss+xml; charset=utf-8"
_ATOM = "application/atom+xml; charset=utf-8"
_FEED_TYPES = (_RSS, _ATOM)
_SHOWN_TYPE = "application/xml; charset=utf-8"

_TYPES = {
    "rss.xml": _RSS,
    "atom.xml": _ATOM,
    "feed.json": "application/feed+json",
    ".xml": "application/xml",
    ".opml": "text/x-opml; charset=utf-8",
    ".html": _HTML,
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_OTHER_TYPES = MimeTypes()  # those that Python knows, not those of the machine


def _type(path: Path) -> str:
    # An archive is made of Atom documents (RFC 5005 §4).
    name = "atom.xml" if path.match("archive/*.xml") else path.name
    known = _TYPES.get(name) or _TYPES.get(path.suffix)
    return known or _OTHER_TYPES.guess_type(name)[0] or "application/octet-stream"
