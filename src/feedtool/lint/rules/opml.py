"""Rules of OPML."""

TABLE = """
opml-version error | OPML 2.0, "<opml>"
    Why: a program may refuse what it does not know
    Mend: write version="2.0"
opml-old warning | OPML 2.0
    Why: programs look for <opml>
    Mend: call it <opml version="2.0">
outline-feed warning | OPML 2.0, "Subscription lists", "Inclusion"
    Why: there is nothing to subscribe to or to follow
    Mend: write xmlUrl for a feed, url for a link
outline-title warning | OPML 2.0, "Subscription lists"
    Why: some programs show title rather than text, and have nothing to show
    Mend: write title, the same as text
outline-type warning | OPML 2.0, "Subscription lists"
    Why: programs take it for a line of text, and do not subscribe
    Mend: write type="rss", for Atom too
outline-version warning | OPML 2.0, "Subscription lists"
    Why: programs do not know which format is meant
    Mend: write RSS, RSS1, RSS2 or scriptingNews, or leave it out
"""
