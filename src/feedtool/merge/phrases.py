"""What stands around a news text and is not of it, and words that weigh more.

Plain data: `leads` leaves these phrases out, `near` heeds these words.
"""

from __future__ import annotations

import re

_AGENCIES = (
    "reuters|ap|afp|dpa|efe|ansa|upi|pti|ani|bloomberg|xinhua|kyodo|yonhap|apa|ats|"
    "associated press|europa press|lusa|tass|aap|pa|sda|cnn|bbc|npr|interfax[.a-z]*|"
    "риа новости|тасс|интерфакс|anadolu|aa|wam|spa|irna|petra|cna|ians|app|dw|notimex|"
    "business wire|pr ?newswire|globe ?newswire|accesswire|연합뉴스|भाषा"
)
# "LONDON (Reuters) - ", "WASHINGTON, Feb 17 (AP) -- ", "KHARTOUM: ", "Berlin (dpa) - ",
# "МОСКВА, 17 фев - РИА Новости. ", "新华社北京2月17日电 "
DATELINE = re.compile(
    rf"(?:[^()!?\n]{{0,50}}[(/](?:[^\W\d_]{{2,9}}=)?(?i:{_AGENCIES})(?:/[\w -]+)?[)/]"
    r"[^()!?\n]{0,25}?\s*[-:=]+\s+"
    r"|(?=[^\W\d_]{2})(?:[^\W\d_a-zа-яё]|[ .,'/-]){3,40}"
    rf"(?:,? ?\d{{1,2}} [\w.]{{3,9}}|,? [A-Z][a-z]{{2,8}}\.? \d{{1,2}})?,?"
    rf"(?:\s*[(/-]\s*(?i:{_AGENCIES})\s*[)/.]?)?\s*(?:[-:]+\s+|(?<=/)\s*|(?<=\.)\s+(?=\w))"
    r"|\(?[\u4e00-\u9fff]{2,5}[社网][\u4e00-\u9fff]{0,8}\d{1,2}月\d{1,2}日[电電讯訊]"
    r"\)?\s*(?:\([^()]{1,30}\))?\s*"
    r"|[【\[(][\w ・]{2,12}(?:共同|時事|ロイター|AFP)[^】\])]{0,12}[】\])]\s*)"
)
OPENING = re.compile(
    r"(?:\W*(?:listen to this (?:article|story)|\d+ min(?:ute)?s?(?: read)?\b(?! ago)"
    r"|by signing up,? you agree[^.]*|we use cookies[^.]*|this site uses cookies[^.]*"
    r"|sign up (?:for|to) [^.]{3,80}newsletters?[^.]{0,40}|advertisement"
    r"|getting your trinity audio player ready|estimated reading time[^.\n]{0,20}"
    r"|(?:image|photo)(?: credit| source)?:[^.\n]{3,60}(?=\n))[.!\n:)…]*\s*)+",
    re.IGNORECASE,
)
ENDING = re.compile(
    # The first two only say where to look closer.
    r"(?=[\[(.\u2026+\dtrsclkwпачا続阅])(?<!\w)"
    r"(?:\s*(?:the post [^\n]{3,300} (?:appeared first|first appeared) on [^\n]{2,80}"
    r"|(?:this article|this story|this post) (?:was )?(?:originally |first )"
    r"(?:appeared|published)[^\n]{2,100}"
    r"|[\[(]?\.{3,}[\])]?|…|\[?\+?\d+ chars\]?|\(?(?:read|see|learn) more\W*"
    r"|(?:continue|keep) reading[^\n]{0,120}|read the (?:full|rest)[^\n]{0,120}"
    r"|(?:weiterlesen|mehr lesen|leer mas|seguir leyendo|lire la suite|leggi tutto"
    r"|leia mais|читать далее|подробнее|اقرا المزيد|続きを読む|阅读全文|阅读更多)\W*"
    r"|\((?:reporting|editing) by [^\n]{3,200}|[\[(](?:…|\.{2,})[\])])\s*)+\Z",
    re.IGNORECASE,
)

NUMBERS = {
    word: str(value)
    for value, words in {
        1: "first",
        2: "two second zwei dos deux due dois duas два две двух",
        3: "three third drei tres trois tre три трех",
        4: "four fourth vier cuatro quatre quattro quatro четыре четырех",
        5: "five fifth funf fünf cinco cinq cinque пять пяти",
        6: "six sixth sechs seis sei шесть шести",
        7: "seven seventh sieben siete sept sette sete семь семи",
        8: "eight eighth acht ocho huit otto oito восемь восьми",
        9: "nine ninth neun nueve neuf nove девять девяти",
        10: "ten tenth zehn diez dix dieci dez десять десяти",
        11: "eleven elf once onze undici одиннадцать",
        12: "twelve zwolf doce douze dodici doze двенадцать",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty zwanzig veinte vingt venti vinte двадцать",
        30: "thirty dreissig treinta trente trenta trinta тридцать",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
    }.items()
    for word in words.split()
}

# They go with a name or stand for it, and tell nobody apart.
HONORIFICS = frozenset(
    """
    mr mrs ms dr sir president prime minister premier chancellor senator sen rep gov
    governor king queen prince pope general professor prof foreign secretary
    """.split()  # noqa: SIM905
)

# Days and months tell the editions of what appears every day or month apart.
CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar
    marz mai juni juli oktober dezember
    lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo
    junio julio agosto septiembre octubre noviembre diciembre
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin
    juillet aout septembre octobre novembre decembre
    lunedi martedi mercoledi giovedi venerdi segunda terca quarta quinta sexta
    понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد
    """.split()  # noqa: SIM905
)

# One of them more turns a sentence into its opposite.
NEGATIONS = frozenset(
    """
    not no never cannot cant wont isnt arent wasnt werent doesnt dont didnt nicht kein
    keine keinen nie ni nunca sin non pas jamais ne nao sem не нет ни никогда
    不 没 未 無
    لا لم لن ليس غير
    """.split()  # noqa: SIM905
)

CORRECTIONS = frozenset(
    """
    correction corrected corrects corrections clarification retraction retracted
    withdrawn korrektur berichtigung correccion rectificacion errata rectificatif
    correzione correcao исправление уточнение опровержение تصحيح 更正 訂正 订正
    """.split()  # noqa: SIM905
)

# Where one text has the one and the other the other, they are not the same news.
OPPOSITES = tuple(
    frozenset(group.split())
    for group in """
    north south east west
    northern southern eastern western
    rise fall
    rises falls
    rose fell
    rising falling
    higher lower
    up down flat
    gain loss
    gains losses
    gained lost
    gain lose
    win lose draw
    wins loses draws
    won lost drew
    beat beats lose loses
    increase decrease
    increases decreases
    increased decreased
    raise cut hold
    raises cuts holds
    raised cut held
    upheld overturned struck
    upholds overturns strikes
    accept reject
    accepts rejects
    accepted rejected
    approve reject
    approves rejects
    approved rejected
    guilty acquitted cleared
    convicted acquitted
    convicts acquits
    more less fewer
    before after
    open close
    opens closes
    opened closed
    morning evening afternoon
    men women
    boys girls
    confirms denies
    confirmed denied
    alive dead
    support oppose
    supports opposes
    supported opposed
    steigt sinkt fallt
    stieg sank fiel
    steigen sinken fallen
    gewinnt verliert
    gewonnen verloren
    sube baja
    suben bajan
    subio bajo
    gana pierde
    hausse baisse
    вырос упал снизился
    выросла упала снизилась
    выросли упали снизились
    растет падает
    """.strip().splitlines()
)

# Two of them speak of a house and its readers, not of the news.
HOUSE = frozenset(
    """
    subscribe subscriber subscribers subscription subscriptions unsubscribe newsletter
    newsletters cookies javascript browser unlimited login
    abonnieren abonnenten abonnement abo suscribete suscripcion suscriptores abonnes
    abonnez abbonati abbonamento assinantes assinatura
    подписка подписку подписчиков подпишитесь подписывайтесь
    """.split()  # noqa: SIM905
)
