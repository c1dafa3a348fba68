"""How annotated copies tell verdicts apart: colour, line and weight of a box, so that a print in grey can be read; and the legend page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject, NumberObject
from pypdf.generic import TextStringObject as Text

from shapes.render.words import STATUSES
from shapes.verdicts import UNREAD, VERDICTS


@dataclass(frozen=True)
class Style:
    """How a box is drawn.

    Attributes:
        colour: Red, green and blue, 0 to 1.
        width: Of the line, in points.
        dashes: Lengths of dashes and gaps, in points; none for a solid line.
        means: What it says, in ``zh`` and ``en``.
    """

    colour: tuple[float, float, float]
    width: float
    dashes: tuple[float, ...]
    means: Mapping[str, str]

    @property
    def border(self) -> DictionaryObject:
        """Return the line as an annotation has it (PDF 1.7, 12.5.4)."""
        border = {"/W": FloatObject(self.width), "/S": NameObject("/D" if self.dashes else "/S")}
        border |= {"/D": ArrayObject(map(FloatObject, self.dashes))} if self.dashes else {}
        return DictionaryObject({NameObject(key): value for key, value in border.items()})


STYLES: Final = {
    "failed": Style((0.78, 0.05, 0.1), 2.0, (), VERDICTS["failed"]),
    "warning": Style((0.8, 0.42, 0.0), 1.5, (7, 2), VERDICTS["warning"]),
    "incomplete": Style((0.45, 0.15, 0.6), 1.3, (3, 2), VERDICTS["incomplete"]),
    "unread": Style((0.0, 0.45, 0.5), 1.3, (6, 2, 1, 2), UNREAD),
    "info": Style((0.05, 0.3, 0.75), 1.2, (1, 2), VERDICTS["info"]),
    "known": Style((0.45, 0.45, 0.45), 0.8, (12, 3), STATUSES["known"]),
    "passed": Style((0.1, 0.5, 0.2), 0.5, (), VERDICTS["passed"]),
}
"""Verdict on a figure -> how it is boxed; worst first: a figure is boxed by the worst that was found of it."""

_TOLD: Final = {
    "failed": {
        "zh": "印出的数互相矛盾，超出舍入的差",
        "en": "the printed figures contradict each other by more than rounding",
    },
    "warning": {"zh": "须由人判断", "en": "for a person to judge"},
    "incomplete": {
        "zh": "缺少核对所需的数，不作判断；空框为空白处",
        "en": "a figure is not printed, so nothing is said; an empty box is the blank",
    },
    "unread": {"zh": "程序未能读出，不作判断", "en": "the program could not read a figure, so nothing is said"},
    "info": {"zh": "供参考", "en": "for your information"},
    "known": {"zh": "已有说明", "en": "explained before"},
    "passed": {"zh": "勾稽关系成立", "en": "what was checked holds"},
}
_WIDTH, _HEIGHT, _LEFT, _TOP, _STEP = 595, 842, 60, 770, 44


def add_legend(writer: PdfWriter, counted: Mapping[str, int]) -> None:
    """Add a page at the end that says what the boxes mean, and how many there are of each; pages of the document keep their numbers."""
    page = writer.add_blank_page(_WIDTH, _HEIGHT)
    lines = [_text(_LEFT, _TOP, 16, "图例"), _text(_LEFT + 44, _TOP, 16, "Legend (added by Mingzhang)")]
    y = _TOP - 50
    for name, style in STYLES.items():
        zh, en = style.means["zh"], style.means["en"]
        lines += [
            _box(style, y),
            _text(_LEFT + 90, y + 16, 12, f"{zh}{counted.get(name, 0)}处：{_TOLD[name]['zh']}"),
            _text(_LEFT + 90, y, 11, f"{en} ({counted.get(name, 0)}): {_TOLD[name]['en']}"),
        ]
        y -= _STEP
    told = "Open a box to read what was found: every box is an annotation."
    lines += [_text(_LEFT, y, 11, "点开方框可见发现的内容。"), _text(_LEFT, y - 16, 11, told)]
    content = DecodedStreamObject()
    content.set_data("\n".join(lines).encode("ascii"))
    page[NameObject("/Contents")] = writer._add_object(content)
    fonts = {"/L": _latin(), "/C": _chinese()}
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject(key): font for key, font in fonts.items()})}
    )
    writer.add_outline_item(title="图例 Legend (Mingzhang)", page_number=len(writer.pages) - 1)


def _box(style: Style, y: int) -> str:
    red, green, blue = style.colour
    dashes = " ".join(map(str, style.dashes))
    return f"q {red} {green} {blue} RG {style.width} w [{dashes}] 0 d {_LEFT} {y} 64 26 re S Q"


def _text(x: int, y: int, size: int, text: str) -> str:
    """Draw a line: Latin letters in Helvetica, which every viewer has; Chinese in a font that viewers bring for it."""
    if text.isascii():
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"BT /L {size} Tf {x} {y} Td ({escaped}) Tj ET"
    return f"BT /C {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _latin() -> DictionaryObject:
    return _names({"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"})


def _chinese() -> DictionaryObject:
    """Return a font of Adobe's Chinese collection that is not in the file (PDF 1.7, 9.7.5.2)."""
    system = DictionaryObject(
        {
            NameObject("/Registry"): Text("Adobe"),
            NameObject("/Ordering"): Text("GB1"),
            NameObject("/Supplement"): NumberObject(4),
        }
    )
    inner = _names({"/Type": "/Font", "/Subtype": "/CIDFontType0", "/BaseFont": "/STSong-Light"})
    inner[NameObject("/CIDSystemInfo")] = system
    inner[NameObject("/DW")] = NumberObject(1000)
    inner[NameObject("/FontDescriptor")] = _descriptor()
    font = _names({"/Type": "/Font", "/Subtype": "/Type0", "/BaseFont": "/STSong-Light", "/Encoding": "/UniGB-UTF16-H"})
    font[NameObject("/DescendantFonts")] = ArrayObject([inner])
    return font


def _descriptor() -> DictionaryObject:
    found = _names({"/Type": "/FontDescriptor", "/FontName": "/STSong-Light"})
    numbers = {"/Flags": 6, "/ItalicAngle": 0, "/Ascent": 880, "/Descent": -120, "/CapHeight": 880, "/StemV": 93}
    found.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    found[NameObject("/FontBBox")] = ArrayObject(map(NumberObject, (-25, -254, 1000, 880)))
    return found


def _names(content: Mapping[str, str]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): NameObject(value) for key, value in content.items()})
