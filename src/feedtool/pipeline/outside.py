"""Asks the outside sources that are due, and takes what they carry into the memory."""

from __future__ import annotations

import hashlib
from collections.abc import (
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from pathlib import Path

from .. import schedule
from ..config import Subscription
from ..fetch import Fetcher, Remedies, Request
from ..model import (
    Article,
    Failed,
    Feed,
    Fetched,
    FetchPolicy,
    NotModified,
    Outcome,
    State,
)
from ..store import Store, Taken
from .barring import barred, host
from .edition import edition
from .reading import Reading, read_all
from .report import Asked, Oddity, SourceReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How the sources of one run are asked."""

    store: Store
    fetcher: Fetcher
    policy: FetchPolicy
    now: datetime
    offline: bool = False
    refresh: bool = False
    # Told how many documents may come: where they are read, None for here.
    readers: Callable[[int], Executor | None] = lambda documents: None
    # Told how many sources of the web are done, of how many, and what is going on.
    progress: Callable[[int, int, str], None] = lambda done, total, name: None


def ask(sources: Iterable[Subscription], asking: Asking) -> list[SourceReport]:
    """Ask each of *sources* that is due, and remember what it carries.

    Whatever one of them does, the others are asked, and what it had stays.
    """
    unique = _unique(sources, asking.policy.every)
    states = {
        key: _as_known(state) for key, state in asking.store.states(unique).items()
    }
    hosts = barred(unique.values(), states, asking.now)
    resting = {
        key: why
        for key, source in unique.items()
        if (why := _rests(source, states[key], hosts, asking)) is not None
    }
    due = [source for key, source in unique.items() if key not in resting]
    waiting = {each.key: each.shown for each in due if each.url is not None}
    asked = len(waiting)
    reports: dict[str, SourceReport] = {}
    for source, outcome, reading in _answers(due, states, asking):
        state = states[source.key]
        reports[source.key] = _taken(source, state, outcome, reading, asking)
        if waiting.pop(source.key, None) is not None:
            doing = _doing(source, waiting)
            asking.progress(asked - len(waiting), asked, doing)
    for key, source in unique.items():
        if key not in reports:
            report = _report(source, states[key], resting.get(key, "left"), asking)
            until = hosts.get(host(source))
            if until is not None and report.next is not None:
                report = replace(report, next=max(until, report.next))
            reports[key] = report
    counts = asking.store.counts(unique)
    return [
        replace(reports[key], articles=counts[key][0] if key in counts else 0)
        for key in unique
    ]


def _doing(last: Subscription, waiting: Mapping[str, str]) -> str:
    """Return what to show of a fetch: who came last, or the slow ones at its end."""
    if not 0 < len(waiting) <= _FEW:
        return last.shown
    return f"waiting for {', '.join(waiting.values())}"


_FEW = 3


def _unique(
    sources: Iterable[Subscription], every: timedelta
) -> dict[str, Subscription]:
    """Return each source once; *every* is how often those are asked that do not say.

    Where it stands twice, it is asked as often as either wants, with the headers that
    one of them gives, may be private when one of them says so, and floods with as few
    articles as in the stricter one.
    """
    unique: dict[str, Subscription] = {}
    for source in sources:
        known = unique.setdefault(source.key, source)
        unique[source.key] = replace(
            known,
            every=min(known.every or every, source.every or every),
            flood=min(known.flood, source.flood),
            headers=known.headers or source.headers,
            secrets=known.secrets + source.secrets,
            allow_private=known.allow_private or source.allow_private,
        )
    return unique


def _as_known(state: State) -> State:
    """Return *state* without what would keep us from reading a source anew.

    What another edition of this program has read may be read better now.
    """
    if state.edition == edition():
        return state
    return replace(state, etag=None, last_modified=None, digest=None)


def _policy(source: Subscription, asking: Asking) -> FetchPolicy:
    return replace(asking.policy, every=source.every or asking.policy.every)


def _rests(
    source: Subscription, state: State, hosts: Collection[str], asking: Asking
) -> Asked | None:
    """Return why *source* is not asked now; None: it is. Files always are."""
    if source.url is None:
        return None
    if asking.offline or host(source) in hosts:
        return "waiting"
    if asking.refresh:
        return None if schedule.may_refresh(state, asking.now) else "waiting"
    policy = _policy(source, asking)
    if schedule.is_due(state, asking.now, policy, key=source.key):
        return None
    mended = state.failures > 0 and state.manner != _manner(source, asking)
    if mended and schedule.may_refresh(state, asking.now):
        return None
    return "gone" if state.gone else "waiting"


def _manner(source: Subscription, asking: Asking) -> str:
    """Return what is another when a person changes how a source is asked."""
    manner = (source.url, sorted(source.headers.items()), source.allow_private)
    told = f"{manner!r}, {_limits(asking.policy)}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _limits(policy: FetchPolicy) -> str:
    return repr((policy.allow, policy.timeout, policy.max_size))


# -- what they answer -------------------------------------------------------------


def _answers(
    due: Sequence[Subscription], states: Mapping[str, State], asking: Asking
) -> Generator[tuple[Subscription, Outcome, Reading], None, None]:
    on_disk = [source for source in due if source.url is None]
    on_the_web = [source for source in due if source.url is not None]
    largest = asking.policy.max_size
    arriving = chain(opened(on_disk, largest), _fetched(on_the_web, states, asking))
    readers = asking.readers(len(on_the_web)) if on_the_web else None
    with closing(read_all(arriving, states, readers)) as answers:
        try:
            yield from answers
        finally:
            if readers is not None:
                readers.shutdown(wait=True, cancel_futures=True)


def opened(
    sources: Iterable[Subscription], largest: int
) -> Iterator[tuple[Subscription, Outcome]]:
    """Yield sources that are files with what is in them, if that is not too large."""
    for source in sources:
        assert source.path is not None  # noqa: S101  (it is no URL)
        yield source, _bytes(source.path, largest)


def _bytes(path: Path, largest: int) -> Outcome:
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except FileNotFoundError:
        return Failed(reason="there is no such file")
    except OSError as error:
        return Failed(reason=f"cannot be read: {error.strerror}")
    if len(data) > largest:
        return Failed(reason=f"too large: over {largest / 1e6:g} MB")
    return Fetched(data=data, url="")


def _fetched(
    sources: Sequence[Subscription], states: Mapping[str, State], asking: Asking
) -> Iterator[tuple[Subscription, Outcome]]:
    by_key = {source.key: source for source in sources}
    requests = [
        Request(
            url=source.url or "",
            key=key,
            state=states[key],
            headers=source.headers,
            allow_private=source.allow_private,
            remedies=Remedies() if source.may_be_private else Remedies(own=None),
        )
        for key, source in by_key.items()
    ]
    if not requests:
        return
    with closing(asking.fetcher.fetch_all(requests)) as outcomes:
        for request, outcome in outcomes:
            yield by_key[request.key], outcome


# -- remembering it ---------------------------------------------------------------


def _taken(
    source: Subscription,
    before: State,
    outcome: Outcome,
    reading: Reading,
    asking: Asking,
) -> SourceReport:
    rhythm = reading.rhythm if isinstance(reading, Feed) else None
    policy = _policy(source, asking)
    state = replace(
        schedule.after(before, outcome, asking.now, policy, rhythm=rhythm),
        manner=_manner(source, asking),
        edition=edition(),
    )
    match outcome:
        case Failed():
            asked: Asked = "failed"
        case NotModified():
            asked = "unchanged"
        case Fetched():
            asked = "unchanged" if reading is None else "fetched"
    report = replace(
        _report(source, state, asked, asking),
        is_first=before.succeeded is None,
        passing=isinstance(outcome, Failed) and outcome.passing,
    )
    match reading:
        case Feed():
            return _fed(report, source, reading, state, asking)
        case tuple():
            asking.store.take_outlines(source.key, reading, state)
            if not reading:
                return replace(report, oddity="empty", remark="it lists no feeds")
        case None if source.url is not None or state.failures or before.failures:
            asking.store.remember(source.key, state)
    return report


def _fed(
    report: SourceReport,
    source: Subscription,
    feed: Feed[Article],
    state: State,
    asking: Asking,
) -> SourceReport:
    """Take what *feed* carries; return *report* with what is new and odd about it."""
    known = asking.store.headers([source.key]).get(source.key)
    telling = tuple(each for each in feed.articles if each.says_anything)
    blank = len(feed.articles) - len(telling)
    feed = replace(feed, articles=telling)
    taken = asking.store.take_feed(
        source.key, feed, state, asking.now, flood=source.flood
    )
    oddity, remark = _remark(known, feed, taken, blank)
    return replace(
        report,
        new=taken.new,
        oddity=oddity,
        remark=remark,
        is_renamed=known is not None and _name(known) != _name(feed),
    )


def _remark(
    before: Feed[Article] | None, feed: Feed[Article], taken: Taken, blank: int
) -> tuple[Oddity | None, str | None]:
    """Return what is odd about a feed, and what to say of it.

    So many of its articles were not known, and so many items are *blank*.
    """
    if before is not None and not feed.articles:
        return "empty", "it has no articles any more; what it had is kept"
    if before is not None and taken.flooding:
        return "flood", (
            f"{taken.new} of its articles are new, more than flood: allows in one run;"
            f" {taken.flooding} of them are dated no later than its last good answer"
        )
    is_all_new = taken.new == len(feed.articles)
    if before is not None and is_all_new and _name(before) != _name(feed):
        return "change", (
            f"all of it is new, and it is called {feed.title!r}, no longer"
            f" {before.title!r}: look whether it is another feed now; what it had is"
            " kept"
        )
    if blank:
        items = "an item" if blank == 1 else f"{blank} items"
        said = f"it has {items} without title, text, link or attachment, left out"
        return "blank", said
    return None, None


def _name(feed: Feed[Article]) -> tuple[str | None, str | None]:
    return feed.title, feed.link


def _report(
    source: Subscription, state: State, outcome: Asked, asking: Asking
) -> SourceReport:
    address = source.shown
    of_the_web = source.url is not None
    policy = _policy(source, asking)
    next_fetch = schedule.next_fetch(state, policy, key=source.key)
    due = next_fetch if of_the_web else None
    return SourceReport(
        key=source.key,
        address=address,
        name=source.title or address,
        outcome=outcome,
        status=state.status if of_the_web else None,
        next=max(due, asking.now) if due and state.asked else None,
        error=state.error,
    )
