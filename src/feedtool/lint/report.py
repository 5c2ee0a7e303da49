"""What is found wrong, gathered in the order of the document."""

from __future__ import annotations

from collections import Counter

from ..model import Finding
from .rules import RULES

_MOST = 200  # findings of one rule that are shown


class Report:
    """Takes what breaks a rule, and where; tells it as findings."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def add(
        self, rule: str, message: str, line: int | None = 1, column: int | None = None
    ) -> None:
        """Note that *rule*, a name in RULES, is broken at a line from 1."""
        self._counts[rule] += 1
        if self._counts[rule] > _MOST:
            return
        broken = RULES[rule]
        self._found.append(
            Finding(
                level=broken.level,
                rule=rule,
                line=line,
                column=column,
                message=_shown(message),
                hint=broken.mend,
            )
        )

    def has(self, rule: str) -> bool:
        """Tell whether *rule* was broken."""
        return rule in self._counts

    def count(self, rule: str) -> int:
        return self._counts[rule]

    def withdraw(self, rule: str) -> None:
        """Forget what was found by *rule*, from which the document is exempt."""
        self._counts.pop(rule, None)
        self._found = [finding for finding in self._found if finding.rule != rule]

    def findings(self) -> list[Finding]:
        """Return all that was found, in the order of the document."""
        ordered = sorted(self._found, key=lambda f: (f.line or 0, f.column or 0))
        for rule, count in self._counts.items():
            if count > _MOST:
                ordered.append(
                    Finding(
                        level="note",
                        rule=rule,
                        message=f"{count - _MOST} more of {rule} are not shown",
                    )
                )
        return ordered


def _shown(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:300]}…"


def quoted(value: str) -> str:
    """Return *value* as messages show it: in quotes, on one line, not too long."""
    return repr(value if len(value) <= 80 else f"{value[:80]}…")
