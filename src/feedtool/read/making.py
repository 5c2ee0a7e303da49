"""Makes frozen values as fast as others; there are thousands of them in a feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, make_dataclass
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")


def quickly(cls: Callable[P, T]) -> Callable[P, T]:
    """Return what makes the same values as *cls*, in a third of the time.

    *cls* is a frozen dataclass with slots and keywords only, without factories. A value
    of it goes around its own guard for each field, even while it is made. Here it is
    made of a class that has the same slots and no guard, and is given to *cls* when it
    is whole.
    """

    def freeze(self: Any) -> None:
        self.__class__ = cls

    unfrozen = make_dataclass(
        cls.__name__,
        [(f.name, Any, field(default=f.default)) for f in fields(cast(Any, cls))],
        namespace={"__post_init__": freeze},
        kw_only=True,
        slots=True,
    )
    return cast("Callable[P, T]", unfrozen)
