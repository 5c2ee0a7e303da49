"""Rules of values: addresses, dates, numbers, names."""

# ruff: noqa: E501

TABLE = """
uri-character error | RFC 3986 §2
    Why: readers guess what is meant, and many open the wrong page or none
    Mend: percent-encode it: %20 for a blank
absolute-uri error | RSS 2.0, "Comments"; RFC 3986 §4.3
    Why: a reader does not know what a relative address is relative to
    Mend: write it whole, from https:// on
uri error | RFC 3986 §4.1
    Why: a reader cannot follow it
    Mend: write an address
iri error | RFC 4287 §2; RFC 3987 §3.1
    Why: programs that turn it into ASCII fail, above all on long parts between dots
    Mend: percent-encode what is not ASCII
ascii-uri error | RFC 3986 §2; RSS 2.0
    Why: many readers take addresses in ASCII alone
    Mend: percent-encode the path, and write the host in ASCII (xn--…)
web-address error | RSS 2.0, "enclosure"
    Why: programs that fetch it know http and https alone
    Mend: write an http or https address with a slash after its host
tag-uri error | RFC 4151 §2.1
    Why: it is not sure to be the only one of its kind
    Mend: write tag:example.org,2024:anything, the date being one on which the host was yours
urn error | RFC 2141 §2
    Why: it is not sure to be the only one of its kind
    Mend: write urn:NAMESPACE:anything; of the last part, encode what is not allowed
uuid error | RFC 4122 §3
    Why: it is not sure to be the only one of its kind
    Mend: write 32 hexadecimal digits, as 8-4-4-4-12
uri-scheme warning | RFC 3986 §3.1; IANA URI schemes
    Why: readers may not take it for an address
    Mend: use http, https, urn or tag; but an id that is published must never change
canonical-id warning | RFC 4287 §4.2.6.1
    Why: programs that bring it into its usual form take the entry for a new one
    Mend: in new ids, use the usual form: a slash after the host, small letters, %7E as ~
relative-link warning | RSS Best Practices, "description"
    Why: many readers do not know what it is relative to: links lead nowhere, pictures are missing
    Mend: write the whole address
date-rfc822 error | RSS 2.0, "pubDate"; RFC 822 §5
    Why: readers put the article at the wrong place, or at the time when they saw it
    Mend: write Mon, 06 May 2024 07:08:09 +0000
date-old warning | RSS Best Practices, "pubDate"; RFC 2822 §3.3
    Why: many readers fail on years of two digits, odd zones and names in small letters
    Mend: write Mon, 06 May 2024 07:08:09 +0000
date-weekday error | RFC 822 §5.2
    Why: one of the two is wrong, and nobody can tell which
    Mend: have a library write the date
date-rfc3339 error | RFC 4287 §3.3; JSON Feed 1.1, "date_published"; RFC 3339 §5.6
    Why: readers put the article at the wrong place, or leave it out
    Mend: write 2024-05-06T07:08:09Z
date-w3c error | Dublin Core, "date"; W3C Date and Time Formats
    Why: readers that go by this date do not find it
    Mend: write 2024-05-06 or 2024-05-06T07:08:09Z
date-iso8601 error | ISO 8601
    Why: readers that go by this date do not find it
    Mend: write 2024-05-06T07:08:09Z
date-implausible warning | RSS Best Practices, "pubDate"
    Why: the article is hidden at the end, or stays at the top for years
    Mend: give the date on which it was published
language error | RSS 2.0, "language"; BCP 47; ISO 639
    Why: readers cannot tell which voice, font or filter to use
    Mend: write a code such as en, de or pt-BR
media-type error | RFC 4287 §4.2.7.3; RSS 2.0, "enclosure"; RFC 6838 §4.2
    Why: readers go by it when they choose how to show or play something
    Mend: write a type such as audio/mpeg or text/html
email error | RSS 2.0, "managingEditor"; RFC 4287 §3.2.3; RFC 5322 §3.4.1
    Why: readers that let people write there cannot
    Mend: write mail@example.org (Name); for a name without an address use dc:creator
email-name warning | RSS 2.0, "managingEditor"; RSS Best Practices, "author"
    Why: readers show the address where a name should be
    Mend: write mail@example.org (Name); for a name without an address use dc:creator
email-in-name warning | RFC 4287 §3.2
    Why: it is shown to everybody, spammers too
    Mend: put the address into its own element
whole-number error | RFC 4287 §4.2.7.6; modules of RSS
    Why: readers take it for zero or fail
    Mend: write digits alone
positive-number error | RSS 2.0, "ttl"; modules of RSS
    Why: readers take it for nothing or fail
    Mend: write digits alone, and no zero
integer error | modules of RSS
    Why: readers take it for zero or fail
    Mend: write digits alone
number error | modules of RSS
    Why: readers take it for zero or fail
    Mend: write a number, with a point for its fraction
number-list error | modules of RSS; OPML 2.0, "expansionState"
    Why: readers do not see where one number ends
    Mend: write whole numbers with commas between them
true-or-false error | RSS 2.0, "guid"; Apple, "explicit"; OPML 2.0
    Why: readers take it for false, or for true
    Mend: write true or false
yes-or-no error | RFC 5023 §13.1.1; Apple, "block"
    Why: readers take it for no
    Mend: write yes or no
too-long error | Apple, "Podcast RSS feed requirements"
    Why: it is cut, or the podcast is refused
    Mend: say it in fewer words
"""
