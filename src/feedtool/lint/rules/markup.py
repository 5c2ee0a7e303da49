"""Rules of text and HTML."""

TABLE = """
html-in-text warning | RSS Best Practices, "Character data"
    Why: some readers show the tags, others follow them
    Mend: write plain text; a & or < that is meant is &#x26; or &#x3C;
undeclared-html warning | RFC 4287 §3.1.1.1
    Why: the text is said to be plain, so readers show the tags
    Mend: write type="html"
ambiguous-text warning | RSS Best Practices, "Character data"
    Why: some readers take it for HTML, and what looks like a tag is gone
    Mend: in RSS write such a & as &#x26; and such a < as &#x3C;
escaped-xhtml warning | RFC 4287 §3.1.1.3
    Why: in XHTML tags are elements; escaped ones are shown as they are
    Mend: write type="html"
html-syntax warning | HTML §13.2; RSS Best Practices, "description"
    Why: every reader mends it in another way, and text or layout is lost
    Mend: run it through an HTML5 parser and serialiser
html-element warning | HTML §4
    Why: readers take it out, or show nothing of what is in it
    Mend: use an element of HTML, or an image for SVG
dangerous-element warning | RFC 4287 §8.1; RSS Best Practices, "description"
    Why: readers take it out, often with all that is in it
    Mend: leave it out; a film or a map can be a link or a picture
dangerous-attribute warning | RFC 4287 §8.1
    Why: scripts do not run in readers: it is taken out
    Mend: leave it out
dangerous-style warning | RFC 4287 §8.1
    Why: readers take it out, so the text must do without it
    Mend: leave out style attributes
"""
