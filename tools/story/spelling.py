"""The spelling and splitting laws of grammar.txt: between plain words and text, both ways."""

import re

STOPS = (".", "?", "!")
QUOTE = '"'
#: Closes a sentence, and a paragraph, in a list of words; no word is spelled so.
END, PARAGRAPH = "<end>", "/"

_FOLLOWERS = (*STOPS, ",")
_PART = re.compile(r"[A-Za-z]+|[.,?!\"]")
#: After a closing quotation mark: the sentence goes on.
_GOES_ON = re.compile(r" [a-z]")


def _places(words):
    """For each word of a sentence: whether it follows without a space, and whether it has a capital."""
    quoted, glued, capital = False, True, True
    for word in words:
        yield glued or word in _FOLLOWERS or quoted and word == QUOTE, capital
        glued = word == QUOTE and not quoted
        quoted ^= word == QUOTE
        capital = glued or quoted and word in STOPS


def _article(words, i):
    return "an" if i + 1 < len(words) and words[i + 1][0].lower() in "aeiou" else "a"


def spell(words):
    """The text of one sentence."""
    text = ""
    for i, (glued, capital) in enumerate(_places(words)):
        word = _article(words, i) if words[i] == "a" else words[i]
        text += ("" if glued else " ") + (word[0].upper() + word[1:] if capital else word)
    return text


def spell_story(words):
    """The text of a story: sentences closed by END, paragraphs parted by PARAGRAPH."""
    paragraphs, sentence = [[]], []
    for word in words:
        if word == END:
            paragraphs[-1].append(spell(sentence))
            sentence = []
        elif word == PARAGRAPH:
            paragraphs.append([])
        else:
            sentence.append(word)
    return "\n".join(" ".join(p) for p in paragraphs)


def sentences(paragraph):
    """The sentences of one paragraph; the last may lack its end."""
    found, start, quoted = [], 0, False
    for i, c in enumerate(paragraph):
        closes = c == QUOTE and quoted and paragraph[i - 1] in STOPS and not _GOES_ON.match(paragraph, i + 1)
        quoted ^= c == QUOTE
        if closes or c in STOPS and not quoted:
            found.append(paragraph[start:i + 1].removeprefix(" "))
            start = i + 1
    rest = paragraph[start:].removeprefix(" ")
    return found + [rest] if rest else found


def forms(sentence):
    """For each word of a sentence the plain words it may spell; a word spelled wrong spells none."""
    parts = _PART.findall(sentence)
    plain = ["a" if p.lower() in ("a", "an") else p for p in parts]
    if spell(plain) != sentence:
        return [()]
    return [(p, p[0].lower() + p[1:]) if capital else (p,) for p, (_, capital) in zip(plain, _places(plain))]


def runs_of(text, length):
    """The runs of so many words of a text, in small letters and without punctuation."""
    words = re.findall(r"[a-z]+", text.lower())
    return [tuple(words[i:i + length]) for i in range(len(words) - length + 1)]
