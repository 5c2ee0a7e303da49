"""The walls of the house: who may import whom, and what the core leaves alone."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

import feedtool

FLOORS = {
    1: {"model", "errors", "characters"},
    2: {"urls", "dates", "text", "html", "words", "languages", "plainyaml"},
    3: {
        "kinds",
        "read",
        "write",
        "schedule",
        "merge",
        "regions",
        "select",
        "frequent",
        "lint",
    },
    4: {"config", "records", "fetch", "store", "publish", "serve"},
    5: {"pipeline"},
    6: {"cli"},
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}

# Each outside library, and the rooms it may be used in.
OUTSIDE = {
    "aiohttp": {"fetch"},
    "backports": {"fetch"},
    "brotli": {"fetch"},
    "brotlicffi": {"fetch"},
    "click": {"cli"},
    "compression": {"fetch"},
    "dateutil": {"dates"},
    "feedgen": {"write"},
    "feedparser": {"read.tolerant"},
    "idna": {"urls"},
    "lxml": {"read", "write", "lint"},
    "msgspec": {"write", "store", "records", "config", "pipeline", "cli"},
    "nh3": {"html.cleaning"},
    "sqlite3": {"store"},
    "yaml": {"plainyaml"},
    "yarl": {"fetch"},
}

# What floors 1 to 3 leave alone: the clock, chance, files, the network, the machine.
WORLD = """
    os posix pathlib glob shutil tempfile fileinput mmap fcntl dbm shelve sqlite3
    io.open io.open_code io.FileIO codecs.open
    time datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today
    datetime.date.today email.utils.localtime
    random secrets uuid.uuid1 uuid.uuid4 uuid.getnode
    socket ssl socketserver selectors select http urllib.request urllib.robotparser
    ftplib smtplib aiohttp yarl click
    asyncio threading multiprocessing concurrent subprocess signal
    sys platform locale getpass pwd ctypes logging importlib
""".split()  # noqa: SIM905
PACKAGE_DATA = "importlib.resources"  # counts as code
WORLDLY_BUILTINS = {"hash", "open", "input", "print", "breakpoint"}

EMPTY_WORD = re.compile(
    r"(util|helper|common|misc|manager|handler|processor|base|info)s?"
)
MODULE_LINES = 400
FUNCTION_LINES = 40

PACKAGE = Path(feedtool.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

Fault = tuple[int, str]  # line and what is wrong there


def faults(path: str, source: str) -> list[str]:
    """Return what is wrong with the module at *path*, such as "read/strict.py"."""
    tree = ast.parse(source)
    imports = list(_imports(path, tree))
    found = [*_names(path, tree), *_sizes(source, tree)]
    if path == "__init__.py":
        found += [
            (line, f"imports {name}: anyone may import it, so it imports nothing")
            for line, name, *_ in imports
            if name != "__future__.annotations"
        ]
    elif _room(path) not in FLOOR:
        found.append((1, f"{_room(path)} is on no floor"))
    else:
        found += _crossings(path, imports)
        if FLOOR[_room(path)] <= 3:
            found += _touches(tree, imports)
    found += _unseen(tree, imports)
    return [f"{path}:{line}: {fault}" for line, fault in sorted(set(found))]


def _room(path: str) -> str:
    room = PurePosixPath(path).parts[0].removesuffix(".py")
    return "cli" if room == "__main__" else room  # one door with two names


def _cupboard(path: str) -> str:
    """Return the name of a module below the package: "read.strict"."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


# -- imports ----------------------------------------------------------------------


class Import(NamedTuple):
    """`from a import b as c` imports a.b, and c means that."""

    line: int
    name: str
    local: str
    means: str


def _imports(path: str, tree: ast.AST) -> Iterator[Import]:
    """Yield all that is imported: in functions and for types too."""
    package = ["feedtool", *PurePosixPath(path).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                means = alias.name if alias.asname else alias.name.partition(".")[0]
                yield Import(node.lineno, alias.name, alias.asname or means, means)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            origin = [*above, *([node.module] if node.module else [])]
            for alias in node.names:
                name = ".".join([*origin, alias.name])
                yield Import(node.lineno, name, alias.asname or alias.name, name)


def _crossings(path: str, imports: list[Import]) -> Iterator[Fault]:
    """Yield the imports that go up or sideways, or use what lives elsewhere."""
    for line, name, *_ in imports:
        top, _, inner = name.partition(".")
        if top == "feedtool":
            fault = _way(_room(path), inner.partition(".")[0])
        elif top in OUTSIDE:
            at_home = any(_is_in(_cupboard(path), room) for room in OUTSIDE[top])
            fault = None if at_home else f"{top} lives in {sorted(OUTSIDE[top])}"
        else:
            known = top in sys.stdlib_module_names
            fault = None if known else f"nobody knows where {top} lives"
        if fault:
            yield line, fault


def _way(own: str, room: str) -> str | None:
    if room in (own, "__version__"):
        return None
    if room not in FLOOR:
        return f"imports {room or 'the package'}, which is on no floor"
    if FLOOR[room] == FLOOR[own]:
        return f"imports sideways: {own} -> {room}"
    return f"imports up: {own} -> {room}" if FLOOR[room] > FLOOR[own] else None


def _unseen(tree: ast.AST, imports: list[Import]) -> Iterator[Fault]:
    """Yield what imports by a name made up at run time, or more than it names."""
    for line, name in _used(tree, imports):
        if name in ("importlib.import_module", "importlib.__import__", "__import__"):
            yield line, f"imports what cannot be seen: {name}"
        if name.endswith(".*"):
            yield line, f"imports what cannot be seen: {name}"


def _touches(tree: ast.AST, imports: list[Import]) -> Iterator[Fault]:
    """Yield where the world outside comes in."""
    for line, name in _used(tree, imports):
        if name in WORLDLY_BUILTINS or (
            any(_is_in(name, thing) for thing in WORLD)
            and not _is_in(name, PACKAGE_DATA)
        ):
            yield line, f"touches the world: {name}"


def _used(tree: ast.AST, imports: list[Import]) -> Iterator[tuple[int, str]]:
    """Yield line and full name of what is imported, of what is used of it, and of the
    builtins that matter here."""
    meanings = {one.local: one.means for one in imports}
    for one in imports:
        yield one.line, one.name
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in {*WORLDLY_BUILTINS, "__import__"}:
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in meanings and re.fullmatch(r"[\w.]+", rest):
                yield node.lineno, f"{meanings[first]}.{rest}"


def _is_in(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}.")


# -- names and sizes --------------------------------------------------------------


def _names(path: str, tree: ast.AST) -> Iterator[Fault]:
    for part in _cupboard(path).split("."):
        if any(EMPTY_WORD.fullmatch(word) for word in part.lower().split("_")):
            yield 1, f"a name that says nothing: {part}"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", node.name)
            if any(EMPTY_WORD.fullmatch(word.lower()) for word in words):
                yield node.lineno, f"a name that says nothing: {node.name}"


def _sizes(source: str, tree: ast.AST) -> Iterator[Fault]:
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield 1, f"{lines} lines are two modules"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.lineno, f"{node.name}: {lines} lines are two functions"


# -- the house as it stands -------------------------------------------------------


@pytest.mark.parametrize("path", MODULES)
def test_the_module_keeps_the_rules(path: str) -> None:
    source = (PACKAGE / path).read_text(encoding="utf-8")
    assert faults(path, source) == []


def test_all_of_the_house_is_looked_at() -> None:
    assert {
        "__init__.py",
        "model/__init__.py",
        "fetch/__init__.py",
        "read/tolerant.py",
    } <= set(MODULES)


def test_the_root_has_only_a_version() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    _docstring, future, version = tree.body
    assert ast.unparse(future) == "from __future__ import annotations"
    assert isinstance(version, ast.Assign)
    assert [ast.unparse(target) for target in version.targets] == ["__version__"]


def test_no_room_is_on_two_floors() -> None:
    assert sum(map(len, FLOORS.values())) == len(FLOOR)


def test_every_outside_library_lives_in_rooms_that_are_on_the_plan() -> None:
    rooms = {room.partition(".")[0] for rooms in OUTSIDE.values() for room in rooms}
    assert rooms <= set(FLOOR)


# -- the rules themselves: each must be able to fail ------------------------------


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("text.py", "from . import pipeline", "imports up: text -> pipeline"),
        ("text.py", "from .store import Store", "imports up: text -> store"),
        ("read/rss.py", "from ..fetch.run import Run", "imports up: read -> fetch"),
        ("text.py", "def f():\n    from . import cli", "imports up: text -> cli"),
        ("text.py", "if TYPE_CHECKING:\n    from .cli import x", "imports up"),
        ("text.py", "import feedtool.cli", "imports up: text -> cli"),
        ("text.py", "from feedtool import cli", "imports up: text -> cli"),
        ("text.py", "from feedtool.cli import main", "imports up: text -> cli"),
        ("text.py", "from . import urls, model", "imports sideways: text -> urls"),
        ("store.py", "from .config import Site", "imports sideways: store -> config"),
        ("write/rss.py", "from .. import lint", "imports sideways: write -> lint"),
        ("model.py", "from .errors import X", "imports sideways: model -> errors"),
        ("cli.py", "from .attic import things", "attic, which is on no floor"),
        ("cli.py", "from . import __main__", "__main__, which is on no floor"),
        ("cli.py", "import feedtool", "imports the package"),
        ("attic.py", "", "attic is on no floor"),
        ("attic/__init__.py", "", "attic is on no floor"),
        ("__init__.py", "from .model import Article", "imports feedtool.model"),
        ("__init__.py", "import re", "imports re"),
        ("cli.py", "import importlib\nimportlib.import_module('x')", "be seen"),
        ("cli.py", "from importlib import import_module as i", "cannot be seen"),
        ("cli.py", "__import__('x')", "cannot be seen"),
        ("cli.py", "from .pipeline import *", "cannot be seen"),
    ],
)
def test_an_import_that_goes_astray_is_seen(path: str, source: str, fault: str) -> None:
    assert fault in "\n".join(faults(path, source))


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("pipeline.py", "import click", "click lives in ['cli']"),
        ("store.py", "from yarl import URL", "yarl lives in ['fetch']"),
        ("read/strict.py", "import feedparser", "lives in ['read.tolerant']"),
        ("html.py", "def f():\n    from lxml import etree", "lxml lives in"),
        ("fetch/run.py", "import msgspec.json", "msgspec lives in"),
        ("config/site.py", "import yaml", "yaml lives in ['plainyaml']"),
        ("pipeline.py", "import sqlite3", "sqlite3 lives in ['store']"),
        ("cli.py", "import requests", "nobody knows where requests lives"),
    ],
)
def test_a_library_outside_its_room_is_seen(path: str, source: str, fault: str) -> None:
    assert fault in "\n".join(faults(path, source))


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "import os.path",
        "from os import path",
        "from pathlib import Path",
        "import time as t",
        "import random",
        "from http import HTTPStatus",
        "import urllib.request",
        "from urllib.request import urlopen",
        "import urllib\nurllib.request.urlopen('x')",
        "from concurrent.futures import Executor",
        "from datetime import datetime\ndatetime.now()",
        "from datetime import datetime as d\nd.now()",
        "from datetime import datetime\nclock = datetime.utcnow",
        "import datetime\ndatetime.datetime.today()",
        "import datetime as dt\ndt.date.today()",
        "from datetime import date\ndef f():\n    return date.today().year",
        "import io\nio.open('x')",
        "from codecs import open",
        "import uuid\nuuid.uuid4()",
        "open('x')",
        "print('x')",
        "input()",
        "hash('x')",
        "sorted('x', key=hash)",
        "import importlib",
        "import logging",
    ],
)
@pytest.mark.parametrize("path", ["model.py", "text.py", "read/strict.py"])
def test_the_world_is_seen_on_the_lower_floors(path: str, source: str) -> None:
    assert "touches the world" in "\n".join(faults(path, source))


@pytest.mark.parametrize(
    "source",
    [
        "class FeedManager: ...",
        "class BaseFeed: ...",
        "class Base: ...",
        "class HTTPHandler: ...",
        "class _FeedInfo(Exception): ...",
        "class Helpers: ...",
        "def f():\n    class Processor: ...",
    ],
)
def test_a_class_with_an_empty_name_is_seen(source: str) -> None:
    assert "a name that says nothing" in "\n".join(faults("store.py", source))


@pytest.mark.parametrize(
    "path", ["utils.py", "read/helpers.py", "write/xml_utils.py", "fetch/common/a.py"]
)
def test_a_module_with_an_empty_name_is_seen(path: str) -> None:
    assert "a name that says nothing" in "\n".join(faults(path, ""))


def test_what_is_too_long_is_seen() -> None:
    assert faults("text.py", "\n" * 400) == []
    assert "401 lines are two modules" in "\n".join(faults("text.py", "\n" * 401))
    for opening in ("def f():", "async def f():", "class C:\n  def f():"):
        source = opening + "\n    pass" * 39
        assert faults("text.py", source) == []
        assert "41 lines are two functions" in "\n".join(
            faults("text.py", source + "\n    pass")
        )


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("model.py", "from __future__ import annotations\nimport re"),
        ("text.py", "from .model import Person\nfrom html import escape"),
        ("read/strict.py", "from . import fields\nfrom lxml import etree\nimport io"),
        ("read/strict.py", "from .fields import person\nfrom .. import dates, urls"),
        ("read/tolerant.py", "def f():\n    import feedparser"),
        ("select.py", "from datetime import datetime\ndef f(time: datetime): time"),
        ("regions/gazetteer.py", "from importlib import resources\nresources.files"),
        ("regions/gazetteer.py", "import importlib.resources as r\nr.files('x')"),
        ("regions/gazetteer.py", "import importlib.resources"),
        ("merge/ids.py", "import hashlib, uuid\nuuid.uuid5(uuid.NAMESPACE_URL, 'x')"),
        ("fetch/trip.py", "from .. import __version__, urls\nimport time"),
        ("serve.py", "class Preview(BaseHTTPRequestHandler): ...\nprint('x')"),
        ("store.py", "import sqlite3\nclass Database: ..."),
        ("pipeline.py", "from . import fetch, select\nfrom .write import FORMATS"),
        ("cli.py", "import click\nfrom . import pipeline, serve"),
        ("__main__.py", "from .cli import main"),
        ("write/__init__.py", "from . import rss\nfrom ..model import File"),
    ],
)
def test_what_is_allowed_is_let_through(path: str, source: str) -> None:
    assert faults(path, source) == []
