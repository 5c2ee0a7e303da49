"""Values that the elements of made feeds have, sound and odd."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = st.one_of(
    st.sampled_from(
        [
            "Plain words",
            "Größe, «да», 漢字 — 🎉",
            "Tom & Jerry",
            "1 < 2 and 3 > 2",
            "O&rsquo;Neill &amp; Sons",
            "  two\n  lines\t",
            "A word\u00a0apart, and it\u2019s",
            "cafÃ©",
            "The <script> tag",
            "<b>bold</b> words",
        ]
    ),
    st.text("abcÄß ж漢.,:;'\"-", max_size=12),
)
HTML = st.sampled_from(
    [
        "<p>One</p><p>Two <a href='/rel?a=1&amp;b=2'>three</a></p>",
        '<b>Bold</b> &amp; &eacute;l&egrave;ve &#8217; <img src="i.png" alt="">',
        "line<br>break<br/>twice<hr>",
        "<ul><li>a<li>b</ul> <a href=https://example.net/x>out</a>",
        "<div><p>in a div</p></div>",
        "<!-- unseen --><p lang='fr'>vu</p>",
        "5 &lt; 6 <i>ok</i>",
        "<script>no()</script><p>yes</p>",
        "<iframe src='//example.net/v'></iframe>",
    ]
)
XHTML = st.sampled_from(
    [
        "<p>One &amp; <a href='rel?a=1&amp;b=2'>two</a></p>",
        "plain &lt;b&gt; text",
        "<b>a</b><br/>b<img src='/i.png' alt='x'/>",
        "<p xml:lang='de'>Größe</p><div>in</div><hr/>",
        "<ul><li>1</li><li>2</li></ul>",
    ]
)
DATES = st.sampled_from(
    [
        "Tue, 05 Mar 2024 10:20:30 GMT",
        "Wed, 6 Mar 24 10:20 +0100",
        "Thursday, 07-Mar-24 10:20:30 EST",
        "2024-03-08T10:20:30Z",
        "2024-03-09T10:20:30.123+02:00",
        "2024-03-10 10:20",
        "2024-03-11",
        "12 Mar 2024",
        "yesterday",
        "0000-00-00",
        "",
    ]
)
ADDRESSES = st.sampled_from(
    [
        "https://example.org/a",
        "http://example.net/b?x=1&y=2#f",
        "https://пример.example/ж",
        "/rooted",
        "relative/path?q=1",
        "//example.com/no-scheme",
        " https://example.org/blanks ",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "no address: at all",
        "",
    ]
)
PEOPLE = st.sampled_from(
    [
        "Ada Lovelace",
        "ada@example.org (Ada)",
        "Ada <ada@example.org>",
        "ada@example.org",
        "Ädä & Bob",
        "Nobody at all <none>",
        "",
    ]
)
TERMS = st.sampled_from(["News", "news", "Ärger & Ruhm", "a/b", " spaced ", ""])
TYPES = st.sampled_from(["audio/mpeg", "image/png", "VIDEO/mp4", "odd", ""])
LENGTHS = st.sampled_from(["1234", "0", "-1", "many", ""])
LANGUAGES = st.sampled_from(["en", "de-AT", "pt_BR", "not a language", ""])
IDS = st.sampled_from(
    [
        "tag:example.org,2024:1",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "https://example.org/?p=1&q=é",
        "12345",
        "/six",
        " https://example.org/guid ",
        "",
    ]
)
