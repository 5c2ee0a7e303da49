"""Takes a definition's own records into the memory, reading only what has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

import msgspec

from .. import kinds, records, regions
from ..config import Definition
from ..model import Finding
from ..records import RecordFile
from ..store import Arrival, KeptFile, Store
from .edition import edition

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(RecordFile).decode


def take_records(
    definition: Definition, zone: tzinfo, store: Store, now: datetime
) -> list[Finding]:
    """Bring the memory up to date with the records of *definition*.

    What is wrong with them is returned; where one of it is an error nothing is taken
    over, since the definition is held back.
    """
    try:
        folders = {
            source.key: _files(source.path, definition.folder, zone)
            for source in definition.sources
            if source.kind == "records" and source.path is not None
        }
    except OSError as error:
        return [_unreadable(error.filename, error)]
    states = store.states(folders)
    stamps = {key: _stamp(files, definition) for key, files in folders.items()}
    if all(states[key].digest == stamps[key] for key in folders):
        return []
    said = {key: _read(key, files, zone, store) for key, files in folders.items()}
    findings = list(_findings(said, definition))
    if not any(finding.level == "error" for finding in findings):
        for key, files in said.items():
            # What was found must be said again, so these are looked at again.
            digest = None if findings else stamps[key]
            state = replace(states[key], digest=digest, asked=now, succeeded=now)
            store.take_records(key, _arrivals(files), state, now)
    shown = {
        name: str(file.path)
        for files in folders.values()
        for name, file in files.items()
    }
    return [replace(each, file=shown.get(each.file or "")) for each in findings]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    stamp: str  # another one when the file says something else
    leads_out: bool  # it is a link to a file elsewhere


def _files(folder: Path, root: Path, zone: tzinfo) -> dict[str, _File]:
    """Return the files of a source of records by their path below *root*."""
    return {
        _relative(path, root): _File(
            path=path,
            stamp=f"{_stat(path)} {zone} {edition()}",
            leads_out=records.leads_out(path, folder),
        )
        for path in records.find(folder)
    }


def _relative(path: Path, root: Path) -> str:
    """Return *path* from *root*, as text, whatever bytes are in the names of files."""
    name = os.fsencode(os.path.relpath(path, root))
    return name.decode("utf-8", "backslashreplace")


def _stat(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return "missing"
    return f"{stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_size} {stat.st_ino}"


def _stamp(files: Mapping[str, _File], definition: Definition) -> str:
    """Return what changes when a file does, or the regions that files may name."""
    stamps = sorted((name, file.stamp) for name, file in files.items())
    names = sorted(regions.known_names(definition.map))
    every = repr((stamps, names)).encode("utf-8", "surrogateescape")
    return hashlib.sha256(every).hexdigest()


def _read(
    key: str, files: Mapping[str, _File], zone: tzinfo, store: Store
) -> dict[str, RecordFile]:
    """Return what all files say; those that are unchanged are not read again."""
    before = store.record_files(key)
    kept: dict[str, KeptFile] = {}
    said: dict[str, RecordFile] = {}
    for name, file in files.items():
        known = before.get(name)
        if known is not None and known.stamp == file.stamp:
            said[name], kept[name] = _decode(known.data), known
            continue
        if file.leads_out:
            said[name] = RecordFile(findings=(_elsewhere(name),))
            continue
        try:
            said[name] = records.read(file.path.read_bytes(), file=name, zone=zone)
        except OSError as error:
            said[name] = RecordFile(findings=(_unreadable(name, error),))
        else:
            kept[name] = KeptFile(file.stamp, _encode(said[name]))
    if kept != before:
        store.keep_record_files(key, kept)
    return said


def _elsewhere(name: str) -> Finding:
    message = "a link that leads out of the folder is not followed"
    return Finding(level="warning", message=message, file=name)


def _unreadable(name: str, error: OSError) -> Finding:
    reason = error.strerror or str(error)
    return Finding(level="error", message=f"cannot be read: {reason}", file=name)


def _findings(
    said: Mapping[str, Mapping[str, RecordFile]], definition: Definition
) -> Iterator[Finding]:
    names = regions.known_names(definition.map)
    known = frozenset(names)
    every = {name: file for files in said.values() for name, file in files.items()}
    for name, file in every.items():
        yield from file.findings
        for record in file.records:
            for region, line, column in record.regions:
                if region not in known:
                    wrong = kinds.unknown_region(region, names)
                    yield Finding(
                        level="error",
                        message=str(wrong),
                        file=name,
                        line=line,
                        column=column,
                        hint=wrong.hint,
                    )
    yield from records.namesakes(every)


def _arrivals(files: Mapping[str, RecordFile]) -> Iterator[Arrival]:
    for name, file in files.items():
        for record in file.records:
            yield Arrival(record.article, f"{name}:{record.line}")
