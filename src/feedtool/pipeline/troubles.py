"""What is wrong, and what of it a person has not been told yet. Values alone.

A trouble that lasts is told when it begins, when it changes and when it ends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, TypeAlias, get_args

from ..model import Finding, Told
from .report import News, Oddity, Ping, Report, SourceReport, refusal

# What may be in trouble: a source that fails, what is written in a file, a definition
# that is held back, a feed that the gate holds back, the hub; what is odd of a source.
# A feed may also be held along with another one.
Kind: TypeAlias = Literal["source", "finding", "held", "feed", "along", "hub"] | Oddity

ODDITIES: tuple[Oddity, ...] = get_args(Oddity)

_MINUTE = timedelta(minutes=1)
# After so long a source that may be another feed is taken for what it is called now.
_QUESTION = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """How one thing stands in this run, well or not."""

    kind: Kind
    name: str  # the same in every run
    reason: str | None  # the same for as long as the trouble is; None: it is well
    said: Finding | None = None  # of the trouble, or of its end; None: nothing
    passing: bool = False  # it may be over by itself: told when it is seen twice
    remark: str | None = None  # the words to remember; None: the message of `said`

    @property
    def key(self) -> str:
        """What the memory knows it by."""
        return f"{self.kind}:{self.name}"


def parts(key: str) -> tuple[str, str]:
    """Return the kind and the name that *key* is made of."""
    kind, _, name = key.partition(":")
    return kind, name


class Seen(NamedTuple):
    """What is news, and what is to be remembered of all troubles, by their keys."""

    news: News
    told: dict[str, Told]


def look(
    sightings: Iterable[Sighting],
    told: Mapping[str, Told],
    now: datetime,
    *,
    remains: Callable[[str], bool] = lambda key: True,
) -> Seen:
    """Return what is news in the run that started *now*, after what was *told* before.

    A trouble that nobody has looked at stays as it was where it *remains*, by its key;
    else it is forgotten, and no more is said of it.
    """
    after = {key: each for key, each in told.items() if remains(key)}
    begun: list[Finding] = []
    ended: list[Finding] = []
    for key, sighting in _numbered(sightings):
        before = told.get(key)
        was = before.reason if before else None
        if sighting.reason is None:
            after.pop(key, None)
            if before is not None and was is not None and sighting.said:
                ended.append(_ended(sighting.said, now - before.since))
            continue
        is_another = sighting.kind == "change" and sighting.reason != was
        asked = None if is_another else before  # another name is another question
        after[key] = _after(asked or Told(since=now), sighting)
        if after[key].reason != was and sighting.said:
            begun.append(_begun(sighting.said, before, now))
    return Seen(News(begun=tuple(begun), ended=tuple(ended)), after)


def _numbered(sightings: Iterable[Sighting]) -> Iterator[tuple[str, Sighting]]:
    """Yield sightings by their keys, with a number where one comes again."""
    seen: Counter[str] = Counter()
    for each in sightings:
        seen[each.key] += 1
        yield each.key if seen[each.key] == 1 else f"{each.key}#{seen[each.key]}", each


def _after(before: Told, sighting: Sighting) -> Told:
    is_another = sighting.reason != before.reason
    if is_another and sighting.passing and not before.wavers:
        return replace(before, wavers=True)
    said = sighting.remark or (sighting.said.message if sighting.said else None)
    said = _as_text(said) if said else None
    return replace(before, reason=sighting.reason, wavers=False, said=said)


def _begun(said: Finding, before: Told | None, now: datetime) -> Finding:
    """Return what is said of a trouble; of one that was another, also since when."""
    if before is None or before.reason is None:
        return said
    return replace(said, hint=f"for {_span(now - before.since)} it was something else")


def _ended(said: Finding, span: timedelta) -> Finding:
    return replace(said, level="note", message=f"{said.message} after {_span(span)}")


def _span(span: timedelta) -> str:
    """Return "3 days", "1 hour", "20 minutes": the nearest of its largest unit."""
    if span < _MINUTE:  # also where the clock was put back
        return "less than a minute"
    number, unit = round(span / _MINUTE), "minute"
    for many, longer in ((60, "hour"), (24, "day")):
        if number < many:
            break
        number, unit = round(number / many), longer
    return f"{number} {unit}{'' if number == 1 else 's'}"


# -- what is known from before ----------------------------------------------------


def lasting(told: Mapping[str, Told], now: datetime) -> dict[str, Told]:
    """Return the troubles of *told* but for questions that are old."""
    return {
        key: each
        for key, each in told.items()
        if parts(key)[0] != "change" or now - each.since < _QUESTION
    }


def odd(key: str, told: Mapping[str, Told]) -> Iterator[Told]:
    """Yield what is odd about the source *key*."""
    for kind in ODDITIES:
        if (each := told.get(f"{kind}:{key}")) is not None:
            yield each


def held(told: Mapping[str, Told]) -> Iterator[tuple[str | None, Finding]]:
    """Yield what the last runs could not bring out, each with its definition if any."""
    for key, each in told.items():
        kind, name = parts(key)
        if each.reason is None:
            continue  # it may yet pass
        error = Finding(
            level="error",
            message=each.said or f"held back: {name}",
            hint=f"since {each.since:%Y-%m-%d %H:%M} UTC",
        )
        if kind == "feed":
            yield name.partition("/")[0], error
        elif kind == "held":
            said = f"held back: {name}/: `feedtool check` says why"
            yield name, replace(error, message=said)
        elif kind == "hub":
            yield None, replace(error, level="warning")
        elif kind == "finding" and name.startswith(f"error: {refusal('')}"):
            yield None, error  # a list of feeds, a volume of an archive


def recalled(report: SourceReport, told: Mapping[str, Told]) -> SourceReport:
    """Return *report* with what a run before has found odd and is so still."""
    if report.error is not None or report.remark is not None:
        return report
    for kind in ODDITIES:
        before = told.get(f"{kind}:{report.key}")
        if before is not None and not _is_over(kind, report):
            return replace(report, remark=before.said, oddity=kind, since=before.since)
    return report


def _is_over(kind: Oddity, report: SourceReport) -> bool:
    """Tell whether a source is not as it was any more, by what it answers now.

    Whether it is another feed is not answered by what it brings under the same name.
    """
    if kind == "change" and not report.is_renamed:
        return False
    return report.outcome == "fetched" and report.oddity != kind


# -- what there is to see ---------------------------------------------------------


def of_findings(findings: Iterable[Finding]) -> Iterator[Sighting]:
    """Yield what is wrong with files; the line that it has slipped to is no matter."""
    for each in findings:
        if each.level != "note":
            text = f"{each.level}: {replace(each, line=None, column=None)}"
            yield Sighting(kind="finding", name=_as_text(text), reason="", said=each)


def of_source(
    report: SourceReport,
    *,
    trouble: Finding,
    well: Finding,
    over: Mapping[Oddity, Finding],
) -> Iterator[Sighting]:
    """Yield how a source has done, if it was asked, with what is said of it.

    It is *well* when it answers again; what is odd about it may be *over*.
    """
    if report.outcome not in ("fetched", "unchanged", "failed"):
        return
    if report.error is not None:
        yield Sighting(
            kind="source",
            name=report.key,
            reason=_reason(report, report.error),
            said=trouble,
            passing=report.passing,
        )
        return
    yield Sighting(kind="source", name=report.key, reason=None, said=well)
    for kind in ODDITIES:
        if kind == report.oddity and report.remark is not None:
            yield Sighting(
                kind=kind,
                name=report.key,
                reason=report.remark if kind == "change" else _wording(report.remark),
                said=trouble,
                remark=report.remark,
            )
        elif _is_over(kind, report):
            said = over.get(kind)
            yield Sighting(kind=kind, name=report.key, reason=None, said=said)


def of_definitions(held: Iterable[str], published: Iterable[str]) -> Iterator[Sighting]:
    """Yield which definitions are held back; why so is said by findings."""
    for name in held:
        yield Sighting(kind="held", name=name, reason="")
    for name in published:
        said = Finding(level="note", message=f"{name}: published again")
        yield Sighting(kind="held", name=name, reason=None, said=said)


def of_gate(report: Report) -> Iterator[Sighting]:
    """Yield which feeds the gate has held back or let out, and what else it held."""
    others = [*report.held]
    for feed in report.feeds:
        name = f"{feed.name}/{feed.region or ''}"
        if feed.held is None and {*feed.files.values()} == {"held"}:
            continue  # as all feeds of a definition with a mistake
        # What is held along is told with that feed, and so is its end.
        yield Sighting(kind="along", name=name, reason=feed.held_with)
        if feed.held_with is not None:
            yield Sighting(kind="feed", name=name, reason=None)
        elif feed.held is not None:
            others.remove(feed.held)
            reason, said = _wording(feed.held_for or feed.held), refusal(feed.held)
            yield Sighting(kind="feed", name=name, reason=reason, said=said)
        else:  # a volume of its archive may be held
            said = Finding(level="note", message=f"{name}: published again")
            yield Sighting(kind="feed", name=name, reason=None, said=said)
    yield from of_findings(map(refusal, others))


def of_hub(
    address: str | None, pings: Sequence[Ping], trouble: Finding | None
) -> Iterator[Sighting]:
    """Yield how the hub at *address* has taken what it was told, if it was."""
    errors = [ping.error for ping in pings if ping.error is not None]
    if address is None or not pings:
        return
    yield Sighting(
        kind="hub",
        name=address,
        reason=_wording(errors[0]) if errors else None,
        said=trouble or Finding(level="note", message=f"hub {address}: works again"),
        passing=True,  # the next run makes up for it
    )


def _reason(report: SourceReport, error: str) -> str:
    """Return the kind of a failure: what makes it another one for a person.

    Time-outs, broken connections and faults of a server come and go in turn: they are
    of one kind. Else it is the status, and what is said but for numbers and quotations.
    """
    if report.passing:
        return "no answer"
    status = report.status or 0
    return str(status) if status >= 400 else f"{status} {_wording(error)}"


def _as_text(text: str) -> str:
    """Return *text* for the memory: a file may be named by bytes that are none."""
    return text.encode("utf-8", "backslashreplace").decode()


def _wording(text: str) -> str:
    return _PARTICULARS.sub("#", text)


_PARTICULARS = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")
