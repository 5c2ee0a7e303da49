from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedtool.model import Article, Category
from feedtool.words import Words, compiled, is_word, of, tokens


def stands(word: str, text: str) -> bool:
    return Words([word]).found(tokens(text)) == (word,)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("tariff", "A tariff."),
        ("tariff", "Tariff-free trade"),
        ("Georgia", "GEORGIA VOTES"),
        ("Russia", "Russia’s army"),
        ("2012", "in 2012, in Baku"),
    ],
)
def test_a_word_is_found_whole_and_in_any_case(word: str, text: str) -> None:
    assert stands(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("tariff", "tariffs"),
        ("Oman", "a woman"),
        ("Oman", "Romania"),
        ("Niger", "Nigeria"),
        ("2012", "20121"),
        ("tariff", ""),
    ],
)
def test_a_part_of_a_word_is_not_found(word: str, text: str) -> None:
    assert not stands(word, text)


def test_a_word_all_in_capitals_means_exactly_that() -> None:
    assert stands("US", "The US and us")
    assert not stands("US", "Join us, all of us")
    assert not stands("US", "Us and them")
    assert stands("us", "The US")


def test_in_a_phrase_each_word_in_capitals_means_exactly_that() -> None:
    assert stands("US policy", "A shift of US Policy")
    assert not stands("US policy", "Tell us policy by policy")


@pytest.mark.parametrize("text", ["Circassia", "Circassians", "circassian-led"])
def test_a_star_takes_any_ending(text: str) -> None:
    assert stands("Circassia*", text)


def test_a_star_takes_no_other_beginning() -> None:
    assert not stands("Circassia*", "Circass")
    assert not stands("Circassia*", "NonCircassians")


def test_a_star_after_capitals_leaves_them_exact() -> None:
    assert stands("DPRK*", "DPRKs")
    assert not stands("DPRK*", "dprk")


def test_a_star_ends_the_last_word_of_a_phrase() -> None:
    assert stands("North Korea*", "the North Koreans")
    assert not stands("North Korea*", "Northern Koreans")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("Erdogan", "Erdoğan in Baku"),
        ("Erdoğan", "Erdogan in Baku"),
        ("São Tomé", "Sao Tome"),
        ("Sao Tome", "Sa\u0303o Tome\u0301"),
        ("Орел", "Орёл"),
        ("Strasse", "Straße"),
        ("Ｔｏｋｙｏ", "Tokyo"),
        ("قطر", "قَطَر"),
    ],
)
def test_accents_do_not_matter(word: str, text: str) -> None:
    assert stands(word, text)


@pytest.mark.parametrize("quote", ["'", "’", "‘", "`", "´"])
def test_the_kind_of_quotes_does_not_matter(quote: str) -> None:
    assert stands("People's Republic", f"the “People{quote}s Republic”")
    assert stands(f"People{quote}s Republic", "the 'People's Republic'")


def test_a_soft_hyphen_does_not_part_a_word() -> None:
    assert stands("Azerbaijan", "Azer\u00adbai\u00adjan")


@pytest.mark.parametrize("between", [" ", "-", "\n", "\u00a0", ", ", " – "])
def test_a_phrase_is_found_whatever_stands_between_its_words(between: str) -> None:
    assert stands("North Korea", f"to North{between}Korea")


def test_a_phrase_is_found_only_in_its_order() -> None:
    assert not stands("North Korea", "Korea, north")
    assert not stands("North Korea", "North of Korea")
    assert not stands("North Korea", "True North")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("北朝鮮", "モンゴルが北朝鮮との関係を強化"),
        ("モンゴル", "モンゴルが北朝鮮との関係を強化"),
        ("モンゴル", "ﾓﾝｺﾞﾙの首都"),
        ("ไทย", "ประเทศไทยวันนี้"),
        ("한국", "한국 정부"),
        ("한국*", "한국의 정부"),
        ("भारत", "भारत।"),
    ],
)
def test_words_of_other_scripts_are_found(word: str, text: str) -> None:
    assert stands(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("パリ", "バリ島"),  # Paris is not Bali
        ("한국", "한국의 정부"),
        ("하*", "한국"),
        ("रत", "भारत"),
        ("北朝鮮", "朝鮮北"),
    ],
)
def test_words_of_other_scripts_are_found_whole(word: str, text: str) -> None:
    assert not stands(word, text)


@pytest.mark.parametrize("word", ["C++", "C#", "F#", "C"])
def test_names_of_languages_are_words(word: str) -> None:
    assert stands(word, f"written in {word}, of course")
    others = {"C++", "C#", "F#", "C"} - {word}
    assert not any(stands(other, f"written in {word}") for other in others)


def test_nothing_is_found_across_the_border_of_two_texts() -> None:
    phrase = Words(["North Korea", "North Korea*"])
    assert phrase.found(tokens("True North", "Korea talks")) == ()
    assert phrase.found(tokens("True", "North Korea")) == phrase.found(
        tokens("North Korea")
    )


def test_the_words_of_an_article_are_in_its_texts_and_categories() -> None:
    article = Article(
        title="Alpha beta",
        summary="Gamma",
        content="<p>not looked at</p>",
        categories=(
            Category(term="delta"),
            Category(term="term-7", label="Epsilon"),
        ),
    )
    words = Words(
        ["alpha", "gamma", "delta", "epsilon", "zeta", "term", "looked", "beta gamma"]
    )
    assert words.found(of(article, "Zeta")) == (
        "alpha",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
    )


def test_what_is_found_comes_as_it_was_given_in_that_order_once() -> None:
    words = Words(["zeta", "Al*", "alpha", " zeta beta "])
    found = words.found(tokens("alpha zeta beta, alpha"))
    assert found == ("zeta", "Al*", "alpha", " zeta beta ")


def test_stems_of_several_lengths_are_found_together() -> None:
    words = Words(["Kyrgyz*", "Kyrg*", "Kyrgyzstan*", "Kaz*"])
    assert words.found(tokens("Kyrgyz")) == ("Kyrgyz*", "Kyrg*")


def test_the_same_words_are_made_once() -> None:
    assert compiled(("alpha", "beta")) is compiled(("alpha", "beta"))


@pytest.mark.parametrize("word", ["a", "North Korea*", "C++", "北", "US", " x* "])
def test_what_could_be_found_is_a_word(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize("word", ["", " ", "*", "…", "+", "a*b", "**", "a**", "‘’"])
def test_what_could_not_be_found_is_none(word: str) -> None:
    assert not is_word(word)


_TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("abAB éßİ’-*+#\u00ad北パバ한भा"), st.characters()
    ),
    max_size=20,
)


@given(_TEXT)
@settings(max_examples=100, deadline=None)
def test_every_text_is_found_in_itself(text: str) -> None:
    found = Words([text]).found(tokens("before", text, "after"))
    assert bool(found) == (tokens(text) != tokens(""))


@given(st.lists(_TEXT, max_size=5), _TEXT)
@settings(max_examples=100, deadline=None)
def test_words_are_found_together_as_each_is_found_alone(
    words: list[str], text: str
) -> None:
    read = tokens(text)
    together = Words(words).found(read)
    assert together == tuple(word for word in words if Words([word]).found(read))
