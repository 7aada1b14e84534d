"""Texts in no more than plain letters, for fields of a vendor's that take nothing else."""

from __future__ import annotations

import unicodedata

from sync.core.keys import JOINING

# Letters that Unicode does not take apart into a plain one and its mark.
WHOLE = str.maketrans("øØłŁđĐð", "oOlLdDd") | str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th"}
)


def plain_letters(text: str) -> str:
    """Spell a text without marks and punctuation: "Côte d'Ivoire" is "Cote dIvoire".

    What is no Latin letter, such as a digit, stays: it cannot be said otherwise.
    """
    apart = unicodedata.normalize("NFKD", text.translate(JOINING).translate(WHOLE))
    bare = (each for each in apart if not unicodedata.combining(each))
    spaced = "".join(" " if unicodedata.category(each)[0] in "PSZ" else each for each in bare)
    return " ".join(spaced.split())


def foreign(text: str) -> str:
    """Return the characters that are neither plain letters nor spaces, each once."""
    return " ".join(
        sorted({each for each in text if not (each.isascii() and each.isalpha())} - {" "})
    )
