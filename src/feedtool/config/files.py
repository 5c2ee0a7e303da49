"""Files and folders that feeds/ names: read, and judged by where they lie."""

from __future__ import annotations

import os
from pathlib import Path

from .. import kinds, plainyaml
from ..plainyaml import Kind, Node, Notes, Wrong, quoted

FEED = "feed.yaml"  # what makes a folder in feeds/ a definition


def read(path: Path, notes: Notes) -> Node | None:
    """Return what stands in the YAML file *path*, None where nothing does."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        notes.add(None, f"this cannot be read: {error.strerror}")
        return None
    return plainyaml.load(data, notes)


def names(folder: Path) -> list[str]:
    """Return the names of what is in *folder*."""
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def path(folder: Path) -> Kind[Path]:
    """A path, relative to *folder* or absolute."""

    def kind(node: Node, notes: Notes) -> Path:
        return below(folder, kinds.text(node, notes))

    return kind


def below(folder: Path, written: str) -> Path:
    """Return the path *written* in a file in *folder*; Wrong if it cannot be one."""
    if not written.isprintable():
        raise Wrong(f"{quoted(written)} is no path", "it has a control character")
    if written.startswith("~"):
        raise Wrong(f"{quoted(written)} is no path", "~ means nothing here: write /…")
    return Path(os.path.normpath(folder / written))


def beside(folder: Path) -> Path:
    """Return the folder that *folder* is in."""
    return folder.parent if folder.name not in ("", "..") else folder / ".."


def is_there(path: Path) -> bool:
    """Tell whether there is a file or folder at *path*."""
    try:
        return path.exists()
    except OSError:  # a name longer than any can be, a folder we must not look into
        return False


def leads_into(path: Path, folder: Path) -> bool:
    """Tell whether *path* is *folder* or in it, wherever links lead."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def name_below(path: Path, folder: Path) -> str:
    """Return *path* relative to *folder*, or absolute where it lies elsewhere."""
    whole, root = (Path(os.path.normpath(each.absolute())) for each in (path, folder))
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()
