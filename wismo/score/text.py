"""From a message as it came to the plain ASCII words that the phrases are written in.

All functions take and return polars expressions over text columns, so that no row passes through
Python. The order is readable, folded, own words, plain: each step relies on the one before.
"""

from __future__ import annotations

import polars as pl

# A customer asks in the first lines. What follows in a longer message is a log or a transcript.
_TO_SENDER = r"\b(?:(?:return(?:ed|ing)?|sent|going|coming|back) ){1,3}(?:back )?to (?:the )?(?:sender|shipper)\b"
PLAIN_LENGTH = 1_500

_MARKUP = r"(?is)<(?:style|script|head)\b.*?</(?:style|script|head)>|<!--.*?-->"
_LINE_BREAK = r"(?i)<br\s*/?>|</(?:p|div|tr|li|h[1-6]|blockquote)>"
_TAG = r"</?[a-zA-Z][^<>]*>"
_ENTITIES = {
    "&nbsp;": " ", "&#160;": " ", "&zwnj;": "", "&quot;": '"', "&#39;": "'", "&#x27;": "'", "&apos;": "'",
    "&rsquo;": "'", "&lsquo;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&",
}  # fmt: skip
_STRAIGHT = {"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'"}
_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ı": "i"}

_QUOTED_LINE = r"(?m)^[ \t]*>.*$"
# What mail programs put above the mail they quote, in the seven languages, folded.
_QUOTE_START = (
    r"^[ \t]*(?:on|op|am|le|el|em|il|il giorno|a|den)\b[^\n]{4,150}\n?[^\n]{0,100}"
    r"\b(?:wrote|schreef|schrieb|geschrieben|a ecrit|escribio|escreveu|ha scritto)\b[^\n]{0,100}:[ \t]*$"
    r"|^[ \t]*[-_=*#]{2,}[ \t]*(?:original message|forwarded message|ursprungliche nachricht"
    r"|weitergeleitete nachricht|message d'origine|message transfere|mensaje original|mensaje reenviado"
    r"|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato"
    r"|oorspronkelijk bericht|doorgestuurd bericht)"
    r"|^[^\n]{0,40}reply above this line"
    r"|^[ \t]*begin forwarded message:"
    r"|^[ \t]*[-_]{10,}[ \t]*$"
    r"|^[ \t]*\*?(?:from|von|de|da|van) ?:\*?[^\n]{1,200}\n+[ \t]*\*?"
    r"(?:sent|date|to|gesendet|datum|an|envoye|a|enviado|fecha|para|data|inviato|verzonden|aan) ?:"
)
_QUOTE = rf"(?m)(?:{_QUOTE_START})[\s\S]*"
_SIGNATURE = (
    r"(?m)(?:^--[ \t]*$"
    r"|^[ \t]*(?:get outlook for|sent from|sent via|sent with|enviado (?:desde|do|de)|inviato da"
    r"|envoye (?:de|depuis|a partir)|von mei[a-z]+ [a-z]+ gesendet|gesendet (?:von|mit)"
    r"|verzonden (?:vanaf|met|via))\b"
    r"|^[ \t]*(?:(?:kind|best|warm|many) )?(?:regards|sincerely|cheers|mit freundlichen gru(?:ss|ess)en"
    r"|viele gru(?:ss|ess)e|(?:un )?saludos?(?: cordiales)?|atentamente|atenciosamente|(?:bien )?cordialement"
    r"|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?)[ \t,.!]*$"
    r"|^[ \t]*(?:this (?:e-?mail|message) (?:and any|is confidential|may contain)|confidentiality notice)"
    r")[\s\S]*"
)
_REPLY_SUBJECT = r"^\s*(?:re|aw|antw|sv|rv|res|r|fw|fwd|wg|tr|enc|i)\s*(?:\[\d+\])?\s*:"


def readable(column: pl.Expr) -> pl.Expr:
    """Text without markup, entities, control characters and odd line ends; NULL becomes empty text."""
    text = column.fill_null("").str.replace_all(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "")
    text = text.str.replace_all(_MARKUP, " ").str.replace_all(_LINE_BREAK, "\n").str.replace_all(_TAG, " ")
    text = text.str.replace_many(list(_ENTITIES), list(_ENTITIES.values()))
    return text.str.replace_all(r"\r\n?", "\n")


def folded(text: pl.Expr) -> pl.Expr:
    """Readable text in lower case, without accents, with straight quotes and single spaces. Signs and lines stay."""
    text = text.str.replace_many(list(_STRAIGHT), list(_STRAIGHT.values()))
    text = text.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}+", "")
    return text.str.replace_many(list(_LETTERS), list(_LETTERS.values())).str.replace_all(r"[^\S\n]+", " ")


def own_words(message: pl.Expr) -> pl.Expr:
    """What the customer wrote in a folded message: no quoted mail, no signature."""
    unquoted = message.str.replace_all(_QUOTED_LINE, "")
    above = unquoted.str.replace(_QUOTE, "")
    # Some people answer below the quote. Only a quote marked line by line shows where it ends.
    below = unquoted.str.replace(rf"(?m)(?:{_QUOTE_START})", "")
    answers_below = (above.str.strip_chars() == "") & message.str.contains(_QUOTED_LINE)
    return pl.when(answers_below).then(below).otherwise(above).str.replace(_SIGNATURE, "")


def own_subject(subject: pl.Expr) -> pl.Expr:
    """The folded subject, or nothing where it answers a mail: those words are the shop's."""
    return pl.when(subject.str.contains(_REPLY_SUBJECT)).then(pl.lit("")).otherwise(subject)


def plain(text: pl.Expr) -> pl.Expr:
    """Folded text as one line of ``[a-z0-9.?!| ]``: apostrophes closed up, ends of sentences marked."""
    text = text.str.slice(0, 2 * PLAIN_LENGTH).str.replace_all("'", "", literal=True)
    text = text.str.replace_all(r"[^a-z0-9.?!|]+", " ").str.replace_all(r" *([.?!|])[.?!| ]*", "${1} ")
    # The carrier's return to the sender is where the parcel is, and no return of the customer's.
    text = text.str.replace_all(_TO_SENDER, "tosender")
    return text.str.replace_all(r"  +", " ").str.strip_chars(" |").str.slice(0, PLAIN_LENGTH)
