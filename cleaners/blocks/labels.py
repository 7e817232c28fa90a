"""Labels that lead to other stories, in the languages of Europe and of Asia that are not those of the region."""

from __future__ import annotations

READ_ALSO = (
    r"lesen sie (?:auch|mehr|weiter)|mehr (?:zum thema|dazu)|auch interessant|siehe auch|weiterlesen|"
    r"das könnte (?:sie|dich) auch interessieren|"
    r"(?:[àa] )?(?:lire|voir) (?:aussi|également|la suite)|sur le même sujet|"
    r"(?:lea|lee|leer|vea|ver) (?:también|además|más)|te puede interesar|(?:noticias|artículos) relacionad[oa]s|"
    r"(?:leggi|vedi|guarda) anche|leggi di più|articoli correlati|"
    r"(?:leia|veja|confira) (?:também|mais)|saiba mais|notícias relacionadas|"
    r"(?:ayrıca|bunu da|bunlar da) oku(?:yun)?|ilgili haber(?:ler)?|haberin devamı|"
    r"(?:prze)?czytaj (?:więcej|także|też|również|dalej)|zobacz (?:także|też|również|więcej)|"
    r"lees (?:ook|meer|verder)|l[äæe]s (?:också|også|även|mer|mere)|"
    r"чита(?:йте|ть) (?:также|далее|ещё|еще|також)|смотрите также|по теме|"
    r"[اإ]قر[أا] (?:أيضا|أيضًا|أيضاً|ايضا|المزيد)|مواضيع ذات صلة|"
    r"(?:यह|ये|इसे) भी (?:पढ़ें|पढ़ें|देखें)|আরও পড়ুন|baca (?:juga|selengkapnya)|lexo (?:edhe|më shumë)"
)
"""Alternatives of a regular expression for `Read also` and its like."""

BUTTONS = frozenset(
    """
    anzeige|werbung|teilen|drucken|artikel teilen|publicité|partager|imprimer|publicidad|compartir|imprimir|pubblicità|
    condividi|stampa|publicidade|compartilhar|reklam|reklama|paylaş|yazdır|udostępnij|drukuj|advertentie|delen|annons|
    annonse|annonce|dela|реклама|поделиться|إعلان|شارك|विज्ञापन|শেয়ার করুন|bagikan|iklan|reklamë
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Whole lines that mark advertisements or are buttons, in lower case."""
