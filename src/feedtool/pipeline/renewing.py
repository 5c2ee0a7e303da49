"""A run over a memory that turns out to be damaged: done once more, over a new one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from .. import store
from ..config import Site
from ..errors import DamagedError
from ..model import Finding
from .report import Report


def renewed(
    run: Callable[[Site], Report], site: Site, now: datetime, *, rehearsal: bool
) -> Report:
    """Return what *run* comes to; a damaged memory is moved aside, and it runs again.

    A *rehearsal* moves nothing: it runs as if that had been done. Raises StateError.
    """
    try:
        return run(site)
    except DamagedError as damage:
        what = damage.what
    if rehearsal:
        place = store.where_set_aside(site.state, now)
        report = run(replace(site, state=place))  # nothing is there
        done = f"a build moves it to {place.name} and begins a new one"
    else:
        place = store.set_aside(site.state, now)
        report = run(site)
        done = f"it is now {place.name}, and a new one was begun"
    warning = Finding(
        level="warning",
        message=f"the memory was damaged ({what}): {done}",
        file=str(site.state),
    )
    news = report.news and replace(report.news, begun=(warning, *report.news.begun))
    return replace(report, findings=(warning, *report.findings), news=news)
