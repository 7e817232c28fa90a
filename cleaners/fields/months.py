"""Month names of the Gregorian, solar Hijri and lunar Hijri calendars as news sites print them.

Sources of the lists: Unicode CLDR month names for ar, en, fa, ps, ur, and the spellings that papers of the
region add to them. Solar months have two sets of names: Afghan (zodiac) and Iranian.
"""

from __future__ import annotations

from enum import StrEnum

from cleaners.fields.letters import fold_letters


class Calendar(StrEnum):
    """Which calendar a month name belongs to."""

    GREGORIAN = "gregorian"
    SOLAR = "solar"
    LUNAR = "lunar"


_GREGORIAN = (
    "january jan جنوری جنوري ژانویه يناير كانون_الثاني",
    "february feb فروری فبروری فبروري فوریه فبراير شباط",
    "march mar مارچ مارس آذار",
    "april apr اپریل آپریل آوریل أبريل ابريل نيسان",
    "may مئی می مي مۍ مه مايو أيار",
    "june jun جون ژوئن ژوین يونيو حزيران",
    "july jul جولائی جولای جولایی جولاي ژوئیه ژوییه يوليو تموز",
    "august aug اگست آگست اګست اوت أغسطس آب",
    "september sept sep ستمبر سپتمبر سپتامبر سپټمبر سبتمبر أيلول",
    "october oct اکتوبر اکتبر أكتوبر تشرين_الأول",
    "november nov نومبر نوامبر نوفمبر تشرين_الثاني",
    "december dec دسمبر دیسمبر ډسمبر دسامبر ديسمبر كانون_الأول",
)
_SOLAR = (
    "حمل فروردین وری وريی hamal",
    "ثور اردیبهشت غویی غوایی sawr saur",
    "جوزا خرداد غبرګولی jawza",
    "سرطان تیر چنګاښ چنگاښ saratan",
    "اسد مرداد امرداد زمری asad",
    "سنبله شهریور وږی sunbula",
    "میزان مهر تله تلې mizan",
    "عقرب آبان لړم aqrab",
    "قوس آذر لیندۍ لېندۍ qaws",
    "جدی دی مرغومی jadi",
    "دلو بهمن سلواغه سلواغې dalwa",
    "حوت اسفند کب hut",
)
_LUNAR = (
    "محرم muharram",
    "صفر safar",
    "ربیع_الاول ربیع_الأول rabi_al-awwal",
    "ربیع_الثانی ربیع_الآخر rabi_al-thani",
    "جمادی_الاول جمادی_الاولی jumada_al-awwal",
    "جمادی_الثانی جمادی_الاخری jumada_al-thani",
    "رجب rajab",
    "شعبان shaban",
    "رمضان رمضان_المبارک ramadan ramazan",
    "شوال shawwal",
    "ذیقعده ذوالقعده ذی_القعده ذی_قعده dhu_al-qadah",
    "ذوالحجه ذی_الحجه ذیحجه ذی_الحج dhu_al-hijjah",
)

MONTHS: dict[str, tuple[Calendar, int]] = {
    fold_letters(name).replace("_", " "): (calendar, number)
    for calendar, table in (
        (Calendar.LUNAR, _LUNAR),
        (Calendar.SOLAR, _SOLAR),
        (Calendar.GREGORIAN, _GREGORIAN),
    )
    for number, names in enumerate(table, start=1)
    for name in names.split()
}
"""Calendar and number (1 to 12) of a month name in `fold_letters` spelling."""

MONTH_PATTERN = "|".join(sorted(MONTHS, key=len, reverse=True))
"""Alternatives for a regular expression, longest first; the names hold nothing to escape."""
