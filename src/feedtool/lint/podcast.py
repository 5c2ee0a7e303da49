"""Podcasts: Apple's elements, which most programs for podcasts read."""

from __future__ import annotations

import re

from .grammar import ANYTHING, Kind, Spot, Walk, attributes_only, both, once
from .markup import plain_text
from .moments import rfc822_date
from .report import quoted
from .tree import Node
from .values import (
    absolute_uri,
    email,
    longest,
    matching,
    one_of,
    positive_number,
    true_or_false,
    web_address,
)

# Apple's categories, with what is inside them.
_CATEGORIES = {
    "Arts": "Books|Design|Fashion & Beauty|Food|Performing Arts|Visual Arts",
    "Business": "Careers|Entrepreneurship|Investing|Management|Marketing|Non-Profit",
    "Comedy": "Comedy Interviews|Improv|Stand-Up",
    "Education": "Courses|How To|Language Learning|Self-Improvement",
    "Fiction": "Comedy Fiction|Drama|Science Fiction",
    "Government": "",
    "History": "",
    "Health & Fitness": "Alternative Health|Fitness|Medicine|Mental Health|Nutrition"
    "|Sexuality",
    "Kids & Family": "Education for Kids|Parenting|Pets & Animals|Stories for Kids",
    "Leisure": "Animation & Manga|Automotive|Aviation|Crafts|Games|Hobbies"
    "|Home & Garden|Video Games",
    "Music": "Music Commentary|Music History|Music Interviews",
    "News": "Business News|Daily News|Entertainment News|News Commentary|Politics"
    "|Sports News|Tech News",
    "Religion & Spirituality": "Buddhism|Christianity|Hinduism|Islam|Judaism"
    "|Religion|Spirituality",
    "Science": "Astronomy|Chemistry|Earth Sciences|Life Sciences|Mathematics"
    "|Natural Sciences|Nature|Physics|Social Sciences",
    "Society & Culture": "Documentary|Personal Journals|Philosophy|Places & Travel"
    "|Relationships",
    "Sports": "Baseball|Basketball|Cricket|Fantasy Sports|Football|Golf|Hockey|Rugby"
    "|Running|Soccer|Swimming|Tennis|Volleyball|Wilderness|Wrestling",
    "Technology": "",
    "True Crime": "",
    "TV & Film": "After Shows|Film History|Film Interviews|Film Reviews|TV Reviews",
}
# Before 2019, in the same way; they are still understood.
_OLD_CATEGORIES = {
    "Arts": "Literature",
    "Arts & Entertainment": "Architecture|Design|Entertainment|Games|Performing Arts"
    "|Photography|Poetry|Science Fiction",
    "Audio Blogs": "",
    "Business": "Careers|Finance|Investing|Management & Marketing|News|Shopping"
    "|Business News",
    "Education": "Education Technology|Higher Education|K-12|Language Courses|Training",
    "Family": "",
    "Food": "",
    "Games & Hobbies": "Automotive|Aviation|Hobbies|Other Games|Video Games",
    "Government & Organizations": "Local|National|Non-Profit|Regional",
    "Health": "Alternative Health|Diet & Nutrition|Fitness|Fitness & Nutrition"
    "|Relationships|Self-Help|Sexuality",
    "International": "Australian|Belgian|Brazilian|Canadian|Chinese|Dutch|French|German"
    "|Hebrew|Italian|Japanese|Norwegian|Polish|Portuguese|Spanish|Swedish",
    "Movies & Television": "",
    "News & Politics": "",
    "Politics": "",
    "Public Radio": "",
    "Religion & Spirituality": "New Age|Philosophy|Other",
    "Science & Medicine": "Medicine|Natural Sciences|Social Sciences",
    "Society & Culture": "History",
    "Sports & Recreation": "Amateur|College & High School|Outdoor|Professional",
    "Talk Radio": "",
    "Technology": "Computers|Developers|Gadgets|Information Technology|News"
    "|Operating Systems|Podcasting|Smart Phones|Software How-To|Tech News|Text/Speech",
    "Transportation": "Automotive|Aviation|Bicycles|Commuting",
    "Travel": "",
}
_EXTENSION = re.compile(r"/[^/]*\.(\w{2,5})\Z")
_FORMATS = ("m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub")


def _category(node: Node, walk: Walk) -> None:
    """Check a category, and what stands in it, which must be one of its own."""
    text = node.attributes.get("text")
    if text is None:
        return
    _check_category(text, node, walk, set(_CATEGORIES), set(_OLD_CATEGORIES))
    new = set(_CATEGORIES.get(text, "").split("|"))
    old = set(_OLD_CATEGORIES.get(text, "").split("|"))
    for child in node.all("itunes:category"):
        inner = child.attributes.get("text")
        if inner is None:
            walk.add("missing-attribute", "<itunes:category> without text", child)
        elif text:
            _check_category(inner, child, walk, new, old)


def _check_category(
    text: str, node: Node, walk: Walk, new: set[str], old: set[str]
) -> None:
    if text in new:
        return
    if text in old:
        walk.add(
            "podcast-category-old", f"the category {quoted(text)} is no more", node
        )
    else:
        walk.add("podcast-category", f"Apple has no category {quoted(text)}", node)


def _keywords(value: str, spot: Spot) -> None:
    if " " in value.strip() and "," not in value:
        spot.add("podcast-keywords", f"{spot.name} has no commas: {quoted(value)}")


_SHARED: dict[str, Kind] = {
    "itunes:author": once(both(longest(255), plain_text)),
    "itunes:block": once(
        one_of("yes-or-no", "yes", "no", "clean", fold=True, strip=False)
    ),
    "itunes:explicit": once(true_or_false),
    "itunes:keywords": once(both(longest(255), _keywords)),
    "itunes:subtitle": once(both(longest(255), plain_text)),
    "itunes:summary": once(both(longest(4000), plain_text)),
    "itunes:image": attributes_only(
        {"href": web_address}, ("href",), once="repeated-element"
    ),
}
OF_CHANNEL: dict[str, Kind] = _SHARED | {
    "itunes:owner": Kind(
        children={
            "itunes:email": once(email),
            "itunes:name": once(both(longest(255), plain_text)),
        },
        needs=("itunes:email",),
        once="repeated-element",
    ),
    "itunes:category": Kind(
        attributes={"text": None},
        required=("text",),
        children={"itunes:category": ANYTHING},
        whole=_category,
    ),
    "itunes:pubDate": once(rfc822_date),
    "itunes:new-feed-url": once(absolute_uri),
    "itunes:type": once(one_of("podcast-type", "episodic", "serial")),
}
OF_ITEM: dict[str, Kind] = _SHARED | {
    "itunes:duration": once(
        matching(
            "podcast-duration", r"[0-9]+(?::[0-5][0-9](?::[0-5][0-9])?)?", "duration"
        )
    ),
    "itunes:title": once(),
    "itunes:episode": once(positive_number),
    "itunes:season": once(positive_number),
    "itunes:episodeType": once(one_of("podcast-type", "full", "trailer", "bonus")),
}
_WANTED = ("itunes:category", "itunes:explicit", "itunes:owner")


def is_podcast(node: Node) -> bool:
    """Tell whether a channel, feed, item or entry has elements of Apple's."""
    return any(child.name.startswith("itunes:") for child in node.children)


def check_podcast(node: Node, walk: Walk, items: str) -> None:
    """Check that a channel or feed has what podcasts need, if it is one."""
    if not is_podcast(node) and not any(map(is_podcast, node.all(items))):
        return
    has_language = node.has("language") or "xml:lang" in node.attributes
    if not has_language and not (node.parent and "xml:lang" in node.parent.attributes):
        walk.add("podcast-element", "a podcast without its language", node)
    for name in _WANTED:
        if not node.has(name):
            walk.add("podcast-element", f"a podcast without <{name}>", node)


def check_episode(node: Node, walk: Walk) -> None:
    """Check that what an episode encloses can be played."""
    if not is_podcast(node):
        return
    for enclosure in node.all("enclosure"):
        url = enclosure.attributes.get("url", "")
        extension = _EXTENSION.search(url.partition("?")[0].strip())
        if extension and extension[1].lower() not in _FORMATS:
            walk.add(
                "podcast-format", f"Apple plays no such file: {quoted(url)}", enclosure
            )
