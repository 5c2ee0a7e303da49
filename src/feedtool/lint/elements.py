"""Elements and attributes of HTML, SVG and MathML by what readers do with them."""

from __future__ import annotations

from .lists import words

# Shown by readers that mind their safety.
SAFE = words(
    """
    a abbr acronym address area article aside audio b bdi big blockquote br button
    canvas caption center cite code col colgroup command data datagrid datalist dd del
    details dfn dialog dir div dl dt em eventsource fieldset figcaption figure font
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd label legend li m
    main map mark menu meter nav noscript ol optgroup option output p picture pre
    progress q rp rt ruby s samp section select small source span strike strong sub
    summary sup table tbody td template textarea tfoot th thead time tr track tt u ul
    var video wbr
    """
)
# Taken out, with or without what is in them.
LOST = words(
    """
    applet base basefont bdo body comment embed frame frameset head html iframe isindex
    link listing meta noframes object param plaintext script slot style title xmp
    """
)
ELEMENTS = SAFE | LOST

SVG = words(
    """
    a animate animateColor animateMotion animateTransform circle defs desc ellipse
    font-face font-face-name font-face-src g glyph hkern line linearGradient marker
    metadata missing-glyph mpath path polygon polyline radialGradient rect set stop svg
    switch text title tspan use
    """
)
SVG_ATTRIBUTES = words(
    """
    accent-height accumulate additive alphabetic arabic-form ascent attributeName
    attributeType baseProfile bbox begin by calcMode cap-height class color
    color-rendering content cx cy d descent display dur dx dy end fill fill-opacity
    fill-rule font-family font-size font-stretch font-style font-variant font-weight
    from fx fy g1 g2 glyph-name gradientUnits hanging height horiz-adv-x horiz-origin-x
    id ideographic k keyPoints keySplines keyTimes lang marker-end marker-mid
    marker-start markerHeight markerUnits markerWidth mathematical max min name offset
    opacity orient origin overline-position overline-thickness panose-1 path pathLength
    points preserveAspectRatio r refX refY repeatCount repeatDur requiredExtensions
    requiredFeatures restart rotate rx ry slope stemh stemv stop-color stop-opacity
    strikethrough-position strikethrough-thickness stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
    stroke-width style systemLanguage target text-anchor to transform type u1 u2
    underline-position underline-thickness unicode unicode-range units-per-em values
    version viewBox visibility width widths x x-height x1 x2 y y1 y2 zoomAndPan
    """
)
MATHML = words(
    """
    annotation annotation-xml maction math merror mfrac mi mmultiscripts mn mo mover
    mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup mtable
    mtd mtext mtr munder munderover none semantics
    """
)
