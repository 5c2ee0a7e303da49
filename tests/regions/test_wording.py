from __future__ import annotations

import pytest

from feedtool.model import Article, Category
from feedtool.regions.wording import passages, without_bylines


@pytest.mark.parametrize(
    "text",
    [
        "LONDON (Reuters) - Talks go on.",
        "LONDON, Feb 17 (Reuters) - Talks go on.",
        "(Reuters) LONDON — Talks go on.",
        "KYIV, Ukraine (AP) — Talks go on.",
        "NEW YORK (AP) — Talks go on.",
        "BEIJING, Feb. 17 (Xinhua) -- Talks go on.",
        "(AFP) - Talks go on.",
        "GENEVA — Talks go on.",
        "By Ada Byron\nTalks go on.",
        "By Ada Byron, BBC News, Nairobi\nTalks go on.",
        "By Ada Byron in London\nLONDON (Reuters) - Talks go on.",
        "Talks go on. (Reporting by Ada Byron in London; Editing by Bob Paris)",
        "Talks go on. Additional reporting by Ada Byron in London",
    ],
)
def test_who_wrote_it_and_where_is_left_out(text: str) -> None:
    assert without_bylines(text).strip() == "Talks go on."


@pytest.mark.parametrize(
    "text",
    [
        "US and Iran talk.",
        "US-Iran talks go on.",
        "US – Iran talks go on.",
        "By noon, London was dark.",
        "Talks in London (Ontario) go on.",
    ],
)
def test_what_only_looks_so_stays(text: str) -> None:
    assert without_bylines(text) == text


def test_a_summary_begins_with_a_sentence() -> None:
    summary = (
        "Mr. Smith of the U.S. met St. John on Feb. 3. They talked. " + "So. " * 99
    )
    article = Article(
        title="A title", summary=summary, categories=(Category(term="t", label="News"),)
    )
    told = [*passages(article, "The text.")]
    assert [(each.part, each.leads, each.is_deep) for each in told] == [
        ("title", False, False),
        ("category", False, False),
        ("summary", True, False),
        ("summary", False, False),
        ("summary", False, True),
        ("content", False, True),
    ]
    assert told[1].raw == "News"
    assert told[2].raw == "Mr. Smith of the U.S. met St. John on Feb. 3. "
