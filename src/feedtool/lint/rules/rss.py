"""Rules of RSS."""

TABLE = """
rss-version error | RSS 2.0, "<rss>"
    Why: a reader may refuse what it does not know
    Mend: write version="2.0"
self-link warning | RSS Best Practices, "atom:link"; RFC 4287 §4.1.1
    Why: a reader that has only the file does not know where to ask for it again
    Mend: write a link with rel="self" and the feed's own address
self-elsewhere warning | RFC 4287 §4.2.7.2; RSS Best Practices, "atom:link"
    Why: readers may move to an address where the feed is not
    Mend: give the address under which the feed is served
self-relative warning | RFC 4287 §4.2.7.2
    Why: a reader that has only the file does not know what it is relative to
    Mend: write the whole address
self-type warning | RFC 4287 §4.2.7.3
    Why: readers do not take what is there for a feed
    Mend: write application/atom+xml or application/rss+xml
no-language note | RSS 2.0, "language"
    Why: readers cannot tell which voice, font or filter to use
    Mend: write <language>en</language>
said-twice warning | RSS Best Practices, "Namespace elements"
    Why: some readers take one, some the other, some show both
    Mend: keep one of the two
second-description warning | RSS Best Practices, "Namespace elements"
    Why: some readers take one, some the other, some show both
    Mend: say it with the element that RSS has for it
items-last warning | RSS Best Practices, "item"
    Why: readers that read as it comes do not know yet what the items belong to
    Mend: put the items last
item-text error | RSS 2.0, "Elements of <item>"
    Why: readers have nothing to show
    Mend: write a title, or at least a description
guid warning | RSS 2.0, "guid"; RSS Best Practices, "guid"
    Why: readers cannot tell an article that was edited from a new one
    Mend: write a guid that stays the same for ever
guid-permalink error | RSS 2.0, "guid"
    Why: readers open it as a page, and there is none
    Mend: write isPermaLink="false"
guid-short warning | RSS Best Practices, "guid"
    Why: another feed may have the same one, and readers take the articles for one
    Mend: write an address, or urn:uuid: and a UUID
same-guid error | RSS 2.0, "guid"
    Why: readers show one of the articles alone
    Mend: give each article a guid of its own
description-first warning | RSS Best Practices, "content:encoded"
    Why: some readers take the first text that they find for the description
    Mend: write a description, and the content after it
second-enclosure warning | RSS Best Practices, "enclosure"
    Why: readers take the first or the last, and do not see the others
    Mend: keep one; others can be links with rel="enclosure"
enclosure-length error | RSS 2.0, "enclosure"
    Why: readers that show or check the size fail
    Mend: write the size in bytes, 0 if it is not known
image-differs warning | RSS 2.0, "image"
    Why: some readers show the one, some the other
    Mend: give the image the title and link of the channel
image-format warning | RSS 2.0, "image"
    Why: readers expect GIF, JPEG or PNG
    Mend: use one of these; another can be in atom:logo
image-size error | RSS 2.0, "image"
    Why: readers have room for 144 by 400 pixels
    Mend: use a smaller picture, or leave out its size
text-input warning | RSS Best Practices, "textInput"
    Why: no reader shows it
    Mend: leave it out
form-name error | RSS 2.0, "textInput"
    Why: the field has no name that a form could send
    Mend: begin it with a letter
cloud-port error | RSS 2.0, "cloud"
    Why: nobody can connect there
    Mend: write the number of a port
skip-hour error | RSS 2.0, "skipHours"
    Why: readers ask at hours when nothing is new, or not at all
    Mend: write a number from 0 to 23
skip-midnight warning | RSS 2.0, "skipHours"; RSS Best Practices
    Why: readers that count from 0 to 23 do not know it
    Mend: write 0
skip-day error | RSS 2.0, "skipDays"
    Why: readers ask on days when nothing is new, or not at all
    Mend: write an English name: Saturday
skip-twice error | RSS 2.0, "skipHours", "skipDays"
    Why: it was probably meant to be another
    Mend: say each once
skip-many error | RSS 2.0, "skipHours", "skipDays"
    Why: a reader that minds it never asks
    Mend: leave some out
access error | Bloglines, "access:restriction"
    Why: programs do not know whether they may show the feed
    Mend: write allow or deny
"""
