"""Rules of JSON Feed."""

# ruff: noqa: E501

TABLE = """
json-syntax error | RFC 8259 §2
    Why: no program reads anything of it
    Mend: write JSON with a library
json-key-twice error | RFC 8259 §4
    Why: some programs take the first, others the last
    Mend: keep one
json-version error | JSON Feed 1.1, "version"
    Why: by it readers know that it is a feed
    Mend: write "version": "https://jsonfeed.org/version/1.1"
json-missing error | JSON Feed 1.1
    Why: readers rely on it, and may refuse the feed
    Mend: write it
json-kind error | JSON Feed 1.1
    Why: readers that expect another kind of value fail
    Mend: write the kind of value that the specification names
json-address error | JSON Feed 1.1; RFC 3986 §4.3
    Why: readers cannot follow it
    Mend: write it whole, from https:// on, with what is no URI character percent-encoded
json-blank warning | JSON Feed 1.1
    Why: a blank is neither a value nor none
    Mend: write something, or leave it out
json-unknown warning | JSON Feed 1.1, "Extensions"
    Why: readers look for nothing there, so what it says is lost
    Mend: check its spelling; what is your own begins with _ and is an object
json-content error | JSON Feed 1.1, "content_html", "content_text"
    Why: readers have nothing to show
    Mend: write content_html or content_text
json-id error | JSON Feed 1.1, "id"
    Why: readers cannot tell an article that was edited from a new one
    Mend: write a string that stays the same for ever
json-id-number warning | JSON Feed 1.1, "id"
    Why: readers are to take it as a string, and not all do
    Mend: write it in quotes
json-same-id error | JSON Feed 1.1, "id"
    Why: readers show one of the articles alone
    Mend: give each item an id of its own
json-author error | JSON Feed 1.1, "authors"
    Why: readers have nobody to show
    Mend: write a name, a url or an avatar
json-old-author warning | JSON Feed 1.1, "author"
    Why: readers of 1.1 look for authors, a list
    Mend: write "authors": [{…}]; author may stay beside it
json-next warning | JSON Feed 1.1, "next_url"
    Why: a reader that follows it never comes to an end
    Mend: give the address of another page, or leave it out
json-wanted note | JSON Feed 1.1, "Top-level"
    Why: readers do not know what the feed belongs to, or where to ask for it again
    Mend: write home_page_url and feed_url
json-html-in-text note | JSON Feed 1.1, "title", "content_text"
    Why: the text is said to be plain, so readers show the tags
    Mend: write plain text, or content_html
"""
