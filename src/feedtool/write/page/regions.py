"""Lists of subfeeds, nested as their regions are on the map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ...model import Listed


def region(listed: Listed) -> str:
    """Return the id of a subfeed's region: its folder is called so."""
    return listed.path.split("/")[-2]


def tree(subfeeds: Sequence[Listed], row: Callable[[Listed], str]) -> Iterator[str]:
    """Yield *subfeeds* as lists in lists, with what *row* says of each.

    A region is inside the nearest of those around it that has a feed as well.
    """
    known = {region(each) for each in subfeeds}
    inside: dict[str | None, list[Listed]] = {}
    for each in subfeeds:
        around = next((id for id in each.around if id in known), None)
        inside.setdefault(around, []).append(each)
    yield from _branch(None, inside, row)


def _branch(
    around: str | None,
    inside: Mapping[str | None, Sequence[Listed]],
    row: Callable[[Listed], str],
) -> Iterator[str]:
    yield "<ul>"
    for each in inside.get(around, ()):
        opening = "<li>" if each.articles else '<li class="empty">'
        if region(each) in inside:
            yield f"{opening}{row(each)}"
            yield from _branch(region(each), inside, row)
            yield "</li>"
        else:
            yield f"{opening}{row(each)}</li>"
    yield "</ul>"
