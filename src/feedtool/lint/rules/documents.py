"""Rules of any document: its characters, its XML, its namespaces, its elements."""

# ruff: noqa: E501

TABLE = """
well-formed error | XML 1.0 §2.1
    Why: programs that keep to the standard show nothing of the feed
    Mend: write XML with a library; in text, & is &amp; and < is &lt;
undefined-entity error | XML 1.0 §4.1
    Why: XML knows five entities; of others, readers drop the character or the feed
    Mend: write the character itself, or its number: &#160; for &nbsp;
own-entity warning | XML 1.0 §4.2; RFC 4287 §8.1
    Why: readers that mind their safety refuse documents that define entities
    Mend: write out what the entity stands for, and leave out the DOCTYPE
dangerous-entity error | XML 1.0 §4.2; RFC 4287 §8.1
    Why: such entities are how readers are attacked, so they refuse the document
    Mend: leave out the DOCTYPE; the rest of the document was not checked
doctype error | RSS 0.91; RSS Advisory Board, "RSS 0.91 DTD"
    Why: a reader that looks for the DTD finds nothing there, and may give up
    Mend: leave out the DOCTYPE, or name http://www.rssboard.org/rss-0.91.dtd
foreign-dtd note | XML 1.0 §2.8
    Why: no reader fetches a DTD, so nothing that it defines is known
    Mend: leave out the DOCTYPE
xml-version error | XML 1.0 §2.8
    Why: few parsers read another version
    Mend: write <?xml version="1.0" encoding="utf-8"?>
encoding error | XML 1.0 §4.3.3
    Why: a strict parser stops there, and others show the wrong letters
    Mend: save the feed as UTF-8 and say so in the XML declaration
unknown-encoding error | XML 1.0 §4.3.3
    Why: nobody can tell which letters are meant
    Mend: save the feed as UTF-8 and say so in the XML declaration
rare-encoding warning | XML 1.0 §4.3.3
    Why: parsers must know UTF-8 and UTF-16 alone, and many know few others
    Mend: save the feed as UTF-8
not-utf-8 note | XML 1.0 §4.3.3; RSS Best Practices
    Why: UTF-8 is what everybody reads
    Mend: save the feed as UTF-8
wrong-characters warning | XML 1.0 §2.2; HTML §13.2.3.5
    Why: readers see boxes or two odd letters for one
    Mend: find where text is decoded in the wrong way, often windows-1252 or UTF-8 twice
too-deep error | feedtool: a bound
    Why: readers stop somewhere, to be safe from documents that are made to break them
    Mend: close the elements that are open; the rest was not checked
too-large error | feedtool: a bound
    Why: readers stop somewhere, to be safe from documents that are made to break them
    Mend: put fewer articles in the feed; the rest was not checked
root-namespace error | RFC 4287 §2; RSS 2.0
    Why: by its namespace readers know what the document is
    Mend: for Atom write xmlns="http://www.w3.org/2005/Atom", for RSS none
missing-namespace error | RFC 4287 §2; Namespaces in XML §6
    Why: without it the elements are nobody's, and readers do not see them
    Mend: declare the namespace where the element begins
obsolete-namespace error | RFC 4287 §2
    Why: Atom 0.3 was a draft; new readers have never seen it
    Mend: write Atom 1.0; nothing else of this document was checked
media-namespace error | Media RSS 1.5.1
    Why: without the slash at its end it is another namespace, so the pictures are not seen
    Mend: write xmlns:media="http://search.yahoo.com/mrss/"
taken-prefix warning | Namespaces in XML §4
    Why: some readers go by the prefix, and take it for something else
    Mend: use another prefix, or mend the address of the namespace
unusual-prefix note | Namespaces in XML §4
    Why: some readers go by the prefix, and do not find what is meant
    Mend: use the prefix that everybody uses
atom-prefix warning | RFC 4287 §1.2
    Why: some readers do not understand prefixes in Atom
    Mend: declare the namespace as the default where it is needed
unknown-namespace warning | RSS 2.0, "Extending RSS"; RFC 4287 §6
    Why: hardly any reader knows these elements: what is in them is lost
    Mend: check its spelling, or say it in a way that readers know
partly-known-namespace note | RSS 2.0, "Extending RSS"; RFC 4287 §6
    Why: only some readers know these elements, and we do not check them
    Mend: nothing, if those readers are whom you mean
no-vocabulary warning | RFC 4287 §6.3
    Why: it belongs to nobody, so every reader leaves it out
    Mend: put it in a namespace
no-namespace error | RSS 2.0, "Extending RSS"
    Why: without a namespace it is an element of RSS, which it cannot be there
    Mend: give it the prefix of its module
unknown-element error | RSS 2.0; RFC 4287 §4; OPML 2.0
    Why: readers look for nothing there, so what is in it is lost
    Mend: check its spelling, move it, or put it in a namespace of its own; HTML in text is escaped
odd-place warning | RFC 4287 §4; RSS 2.0
    Why: readers look for it elsewhere
    Mend: move it to the element that it says something of
misplaced-xhtml warning | RFC 4287 §3.1
    Why: no reader shows HTML there
    Mend: put it into the content or description
unknown-attribute error | RSS 2.0; RFC 4287 §4; OPML 2.0
    Why: readers look for nothing there, so what it says is lost
    Mend: check its spelling, and the specification of the element
foreign-attribute warning | RSS 2.0, "Extending RSS"
    Why: RSS lets modules have elements, and says nothing of attributes
    Mend: say it in an element, or name http://www.rssboard.org/rss-specification in <docs>
repeated-element error | RSS 2.0; RFC 4287 §4; OPML 2.0
    Why: some readers take the first, others the last
    Mend: keep one
missing-element error | RSS 2.0; RFC 4287 §4; OPML 2.0
    Why: readers rely on it, and may refuse the feed or show it without a name
    Mend: write it
missing-attribute error | RSS 2.0; RFC 4287 §4; OPML 2.0
    Why: without it the element says nothing that a reader could use
    Mend: write it
stray-text error | RSS 2.0; RFC 4287 §4
    Why: text between elements is shown by no reader
    Mend: put it into an element, or take it out
blank warning | RSS Best Practices; RFC 4287 §3
    Why: readers show an empty line, or take it for a fault
    Mend: write something, or leave the element out
blank-attribute warning | RFC 4287 §4.2.7
    Why: a blank is neither a value nor none
    Mend: write something, or leave the attribute out
space-around error | RFC 4287 §3.3, §4.2.6
    Why: readers compare byte for byte, and a date or an address with a blank is none
    Mend: take out the white space
"""
