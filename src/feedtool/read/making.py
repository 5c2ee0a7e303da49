"""Makes frozen values as fast as others; there are thousands of them in a feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def quickly(cls: Callable[P, T]) -> Callable[P, T]:
    """Return what makes the same values as *cls*, in a fourth of the time.

    *cls* is a frozen dataclass with slots and keywords only, and a default for each
    field. A value of it goes around its own guard for each field, even while it is
    made. Here it is made of a class that has the same slots and no guard, and is given
    to *cls* when it is whole. As dataclasses do, this writes a function for it: one
    that can take any keywords takes twice as long.
    """
    given = fields(cast(Any, cls))
    names = [field.name for field in given]
    parameters = ", ".join(f"{name}=defaults[{name!r}]" for name in names)
    lines = [f"new.{name} = {name}" for name in names]
    body = "\n ".join(["new = Unfrozen()", *lines, "new.__class__ = cls", "return new"])
    scope = {
        "cls": cls,
        "defaults": {field.name: field.default for field in given},
        "Unfrozen": type(cls.__name__, (), {"__slots__": names}),
    }
    exec(f"def make(*, {parameters}):\n {body}", scope)  # noqa: S102
    return cast("Callable[P, T]", scope["make"])
