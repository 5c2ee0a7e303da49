from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedtool.merge.near import Frequencies, lead, signatures, verdict
from feedtool.model import Article

TEXT = (
    "The governor of Sicily told reporters on Monday that the ferry to Lampedusa will "
    "run again from 3 March, after engineers from Palermo repaired both of its engines."
)


def test_the_same_text_under_an_edited_headline_is_the_same() -> None:
    one = Article(title="Ferry to Lampedusa runs again", summary=TEXT)
    other = Article(title="Sicily: Lampedusa ferry back in March", summary=TEXT)
    found = verdict(one, other)
    assert found.same
    assert found.reason.endswith("words agree where their texts begin")
    assert signatures(lead(one), Frequencies()) & signatures(lead(other), Frequencies())


def test_equal_titles_alone_never_suffice() -> None:
    title = "Morning briefing: what you need to know today"
    assert not verdict(Article(title=title), Article(title=title)).same


ARTICLES = st.builds(
    Article,
    title=st.text(max_size=80),
    summary=st.text(max_size=200) | st.just(TEXT),
    content=st.text(max_size=200) | st.just(f"<p>{TEXT}</p>"),
)


@given(ARTICLES, ARTICLES)
def test_any_two_can_be_compared_and_their_order_is_no_matter(
    one: Article, other: Article
) -> None:
    assert verdict(one, other) == verdict(other, one)
