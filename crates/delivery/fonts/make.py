"""Makes the two subset fonts of this folder out of the full Inter fonts.

    npm pack inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz
    pip install fonttools==4.68.0 brotli
    python3 make.py package/web

Kept: Latin, Latin-1, Latin Extended-A (all letters of the Nordic languages and of Northern Sami),
the further letters of Skolt Sami, of Romanian and of Vietnamese, the marks that are set over and
under letters, and punctuation. Digits are the tabular ones, so that the columns of a key card
stand straight. Of the font's features those stay that reading needs: kerning, and the places of
marks.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "ǤǥǦǧǨǩƷʒǮǯȘșȚțʹẞ"),
    *map(ord, "ƠơƯưǍǎǏǐǑǒǓǔ"),
    *range(0x1EA0, 0x1EFA),
    *range(0x300, 0x305),
    *range(0x306, 0x30B),
    *map(ord, "\u030c\u0323\u0327\u0328"),
    *map(ord, "‐‑–—‘’‚“”„†•…‹›€−→✓□"),
]


def tabular_digits(font):
    """Points the digits' code points at their tabular forms (OpenType feature `tnum`)."""
    gsub = font["GSUB"].table
    features = gsub.FeatureList.FeatureRecord
    lookups = next(f.Feature.LookupListIndex for f in features if f.FeatureTag == "tnum")
    forms = {}
    for index in lookups:
        for table in gsub.LookupList.Lookup[index].SubTable:
            forms.update(getattr(table, "ExtSubTable", table).mapping)
    for table in font["cmap"].tables:
        for digit in map(ord, "0123456789"):
            if digit in table.cmap:
                table.cmap[digit] = forms.get(table.cmap[digit], table.cmap[digit])


def make(source, target):
    font = TTFont(source)
    font.flavor = None
    tabular_digits(font)
    options = subset.Options()
    options.layout_features = ["ccmp", "kern", "locl", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    missing = [f"U+{c:04X}" for c in CHARACTERS if c not in font.getBestCmap()]
    print(target, "lacks", missing or "nothing")
    font.save(target)


if __name__ == "__main__":
    here = Path(__file__).parent
    for weight in ("Regular", "Bold"):
        make(Path(sys.argv[1]) / f"Inter-{weight}.woff2", here / f"inter-{weight.lower()}.ttf")
