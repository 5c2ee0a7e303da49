"""Rules of modules."""

TABLE = """
update-period error | RSS 1.0 Syndication, "updatePeriod"
    Why: readers do not know how often to ask
    Mend: write hourly, daily, weekly, monthly or yearly
counted-when warning | RSS Best Practices, "slash:comments"
    Why: readers cannot tell whether the number of comments is new
    Mend: write <lastBuildDate> before the items
comment-rss warning | Well-Formed Web, "commentRss"
    Why: many readers know the other spelling alone
    Mend: write wfw:commentRss
robots error | Robots meta tag in feeds
    Why: search engines do not understand it
    Mend: write name="robots" and content="noindex"
latitude error | W3C Basic Geo
    Why: the place is nowhere on a map
    Mend: write degrees from -90 to 90
longitude error | W3C Basic Geo
    Why: the place is nowhere on a map
    Mend: write degrees from -180 to 180
coordinates error | GeoRSS, "Simple"
    Why: the place is nowhere on a map
    Mend: write latitude and longitude with a blank between them
coordinate-comma warning | GeoRSS, "Simple"
    Why: some programs take a comma for a part of the number
    Mend: write blanks between the numbers
media-group error | Media RSS 1.5.1, "media:group"
    Why: a group is for several versions of one thing; readers may skip what is in it
    Mend: write the media:content without a group
media-adult warning | Media RSS 1.5.1, "media:rating"
    Why: readers look for media:rating
    Mend: write media:rating
media-choice error | Media RSS 1.5.1, "media:content"
    Why: readers do not know what to do with it
    Mend: use one of the words that there are
media-hash error | Media RSS 1.5.1, "media:hash"
    Why: programs take the file for damaged
    Mend: write the hash in hexadecimal, and algo="md5" or "sha-1"
media-rating error | Media RSS 1.5.1, "media:rating"
    Why: readers do not know whom it may be shown to
    Mend: use a rating of the scheme
media-restriction error | Media RSS 1.5.1, "media:restriction"
    Why: readers do not know where it may be shown
    Mend: write relationship="allow" or "deny", and type="country" or "uri"
media-role error | Media RSS 1.5.1, "media:credit"
    Why: readers do not know who did what
    Mend: write a role of the EBU in small letters
media-text-type error | Media RSS 1.5.1, "media:text"
    Why: readers do not know how to show it
    Mend: write plain or html
media-time error | Media RSS 1.5.1, "media:thumbnail"; RFC 2326 §3.6
    Why: readers do not find the moment
    Mend: write 12:05:01.123 or 125.0
podcast-element warning | Apple, "Podcast RSS feed requirements"
    Why: directories of podcasts refuse what lacks it
    Mend: write it, or no element of itunes: at all
podcast-category error | Apple, "Podcast categories"
    Why: the podcast is found under no subject
    Mend: use a category of Apple's list
podcast-category-old warning | Apple, "Podcast categories"
    Why: directories may not know where to put it
    Mend: use a category of the list of 2019
podcast-duration error | Apple, "duration"
    Why: programs show no length
    Mend: write seconds, or 1:02:03
podcast-format warning | Apple, "enclosure"
    Why: Apple's program leaves out the episode
    Mend: use m4a, mp3, mov, mp4, m4v, pdf or epub
podcast-keywords warning | Apple, "keywords"
    Why: programs take it for one long word
    Mend: write commas between the words
podcast-type error | Apple, "type", "episodeType"
    Why: programs do not know how to order the episodes
    Mend: write episodic or serial; of an episode full, trailer or bonus
"""
