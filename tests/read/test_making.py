"""What is made quickly is the same as what is made slowly."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from feedtool.model import Article, Person
from feedtool.read.making import quickly

new_article = quickly(Article)
GIVEN = Article(
    guid="1", title="A", authors=(Person(name="Ada"),), regions=("asia",), draft=True
)


def test_it_is_the_same_value() -> None:
    made = new_article(**{f.name: getattr(GIVEN, f.name) for f in fields(GIVEN)})
    assert type(made) is Article
    assert made == GIVEN
    assert hash(made) == hash(GIVEN)
    assert repr(made) == repr(GIVEN)
    assert pickle.loads(pickle.dumps(made)) == GIVEN


def test_what_is_not_given_has_its_default() -> None:
    assert new_article() == Article()
    assert replace(new_article(title="A"), link="b") == Article(title="A", link="b")


def test_it_is_frozen() -> None:
    made = new_article(title="A")
    with pytest.raises(FrozenInstanceError):
        made.title = "B"  # type: ignore[misc]


def test_it_has_no_other_fields() -> None:
    with pytest.raises(TypeError):
        new_article(heading="A")  # type: ignore[call-arg]
