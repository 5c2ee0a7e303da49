"""Rules of Atom."""

TABLE = """
feed-first error | RFC 4287 §4.1.1
    Why: readers that read as it comes do not know yet what the entries belong to
    Mend: put the entries last
entry-author error | RFC 4287 §4.1.2
    Why: readers do not know whose it is
    Mend: write an author, of the feed or of each entry
entry-content error | RFC 4287 §4.1.2
    Why: there is nothing to read and nowhere to go
    Mend: write content, or a link with rel="alternate"
entry-text warning | RFC 4287 §4.1.1.1
    Why: readers have nothing to show but the title
    Mend: write a summary or content
entry-summary error | RFC 4287 §4.1.2
    Why: readers that cannot show the content have nothing to show
    Mend: write a summary
content-type warning | RFC 4287 §4.1.3.2
    Why: readers do not know what they would get
    Mend: write the media type of what is there
text-type error | RFC 4287 §3.1.1
    Why: readers do not know how to show it
    Mend: write text, html or xhtml
base64 error | RFC 4287 §4.1.3.3
    Why: nobody can decode it
    Mend: write it in Base64, or give its type as text/…
whole-page warning | RFC 4287 §4.1.3.3
    Why: that type is of whole pages, and readers may not show a part of one
    Mend: write type="html" or type="xhtml"
xhtml-div error | RFC 4287 §3.1.1.3
    Why: readers look for the div, and show nothing without it
    Mend: put all of it into one <div xmlns="http://www.w3.org/1999/xhtml">
link-relation warning | RFC 4287 §4.2.7.2; IANA link relations
    Why: readers do not know what is there
    Mend: use a registered relation, such as alternate, or a URI
link-text warning | RFC 4287 §4.2.7
    Why: readers look for the address in href alone
    Mend: write <link href="…"/>
second-alternate error | RFC 4287 §4.1.1, §4.1.2
    Why: readers cannot tell which page is meant
    Mend: keep one, or tell them apart by type or hreflang; others are rel="related"
same-id warning | RFC 4287 §4.1.1
    Why: many readers show one of the entries alone
    Mend: give each entry an id of its own
one-id error | RFC 4287 §4.2.6
    Why: readers show one entry alone
    Mend: give each entry an id of its own
same-updated warning | RFC 4287 §4.1.1
    Why: some readers cannot put the entries in order
    Mend: give the time as exactly as it is known
source-element warning | RFC 4287 §4.2.11
    Why: readers cannot say where the entry comes from
    Mend: copy id, title and updated of the feed it was taken from
paging-in-entry warning | RFC 5005 §3
    Why: readers look for it in the feed
    Mend: put it into the feed
complete-feed error | RFC 5005 §2
    Why: readers do not know whether they have all
    Mend: leave out fh:complete, or the links to other pages
past-the-end error | RFC 5005 §3
    Why: a reader that follows it never comes to an end
    Mend: leave it out
archive warning | RFC 5005 §4
    Why: readers cannot find the feed, or the rest of the archive
    Mend: link prev-archive or next-archive, and current
"""
