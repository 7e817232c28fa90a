"""Letters and words that part the languages of the region."""

from __future__ import annotations

# Letters that only this language writes, among those that news of the region is written in.
URDU_LETTERS = "ٹڈڑںےھہۂۃۓ"
PASHTO_LETTERS = "ټډړږښګڼېۍځڅ"
PERSIAN_LETTERS = "گچپژ"  # not in Arabic
ARABIC_LETTERS = "ةىأإ"  # not in Persian
# Sindhi, Kurdish, Uyghur: enough to know that it is none of the others.
OTHER_LETTERS = "ڪڏٻڳڄڃڦڻڱٺٽٿڀێۆڕڵەڤۇۈۋڭ"

PERSIAN_WORDS = frozenset(
    "که از در را است به این با برای شد شده می آن های ها بر کرد کرده نیز گفت تا یک خود".split()
)
ARABIC_WORDS = frozenset("في من على إلى الى أن ان عن التي الذي هذا هذه مع بعد قال ما لا كان بين".split())
URDU_WORDS = frozenset("کے کی کا میں نے سے کو پر اور ہے ہیں گیا کہ یہ تھا".split())
PASHTO_WORDS = frozenset("د په چې او ته کې یې دی هم له سره ده دي شوي کړي پر دا هغه".split())

ENGLISH_WORDS = frozenset(
    "the of and to that for with from have has had are by said this were was is it its they their been who after "
    "says over will would could should not but you your our what how why when about more into than under".split()
)

# Spelled or used so in Afghanistan, not in Iran, and the other way round; compared as written, because the
# two differ in no more than آ and ا, or ی, in some of them.
AFGHAN_WORDS = frozenset(
    "پوهنتون پوهنځی ولسوالی والی شاروالی شاروال څارنوال څارنوالی سارنوالی ولایت ولایات پولیس امریکا امریکایی "
    "اوکراین اسراییل جنوری فبروری مارچ اپریل جون جولای اگست آگست سپتمبر اکتوبر نومبر دسمبر ترمپ منحیث مکتب "
    "مکاتب محصل محصلان محصلین شفاخانه داکتر داکتران طیاره موتر سرک قوماندان عسکر عساکر کمپاین مسوول مسوولان "
    "مسوولین رییس اردو معاش معاشات حمل ثور جوزا سنبله عقرب قوس جدی دلو حوت سترمحکمه محکمه دوسیه قضیه کرکت "
    "ویزه واکسین سکتور پروسه شمول زون ساحه ساحات".split()
)
IRANIAN_WORDS = frozenset(
    "استان استاندار استانداری شهرستان فرماندار فرمانداری شهردار شهرداری دادستان دادستانی دادگستری دانشجو "
    "دانشجویان دانشکده بیمارستان دکتر هواپیما فرودگاه خودرو خیابان پلیس آمریکا آمریکایی ژانویه فوریه "
    "مارس آوریل ژوئن ژوئیه سپتامبر اکتبر نوامبر دسامبر ترامپ فروردین اردیبهشت خرداد مرداد شهریور آبان آذر "
    "بهمن اسفند سپاه تومان ریال مدارس دبیرستان کلانتری انتظامی پزشک رئیس مسئول مسئولان بورس یارانه "
    "اسرائیل ارتش کریکت واکسن پرونده".split()
)

CLAIMS = {
    "prs": "fa", "dari": "fa", "per": "fa", "fas": "fa", "pes": "fa", "farsi": "fa", "persian": "fa",
    "pus": "ps", "pbt": "ps", "pbu": "ps", "pst": "ps", "pashto": "ps", "urd": "ur", "urdu": "ur",
    "eng": "en", "english": "en", "ara": "ar", "arb": "ar", "arabic": "ar", "snd": "sd", "kur": "ku",
    "ckb": "ku", "kmr": "ku", "sdh": "ku", "uig": "ug",
}  # fmt: skip
"""Names that pages and py3langid give to languages, by what ISO 639-1 calls them."""

ARABIC_SCRIPT_CODES = frozenset("ar fa ps ur sd ku ug ks".split())
"""ISO 639-1 codes of languages in Arabic script."""
