"""Small text normalisations shared by recognition and mapping."""

from __future__ import annotations

import re
import unicodedata

_ORDINAL = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十百]+[)）]|[一二三四五六七八九十百]+[、.．]|[（(]\d+[)）]|\d+[、.．](?!\d))+"
)
#: They are digits once a label is squeezed.
_CIRCLED = re.compile(r"^\s*[①-⑳❶-❿]\s*")
#: Traditional characters of titles, headers and labels, one to one.
_SIMPLIFIED = str.maketrans(
    "預決總撥經費項單萬業務購車運備註編製財資產國營專戶補繳結轉餘終區縣鄉鎮門間類級計額數說個職員會議訓練採標準價機關學醫療險養護衛環節農業應徵環與發債還償財務對體績標處廳場所設電腦網絡號開圖書實際統傳達內務億圓稅種為參閱佔擁變動較減長產權證條約審覈測試優質滿時項規劃從業術創輔導僱",
    "预决总拨经费项单万业务购车运备注编制财资产国营专户补缴结转余终区县乡镇门间类级计额数说个职员会议训练采标准价机关学医疗险养护卫环节农业应征环与发债还偿财务对体绩标处厅场所设电脑网络号开图书实际统传达内务亿圆税种为参阅占拥变动较减长产权证条约审核测试优质满时项规划从业术创辅导雇",
)
_QUOTES = re.compile("[“”\"‘’'《》〈〉「」]")


def simplify(text: str) -> str:
    """Return the text with the traditional characters of titles, headers and labels simplified, one by one."""
    return text.translate(_SIMPLIFIED)


def squeeze(text: str) -> str:
    """Return the text for comparison: no whitespace or quotes, brackets, digits and colon half-width, characters simplified."""
    return _QUOTES.sub("", "".join(simplify(unicodedata.normalize("NFKC", text)).split()))


def strip_ordinal(label: str) -> str:
    """Return a squeezed label without its leading ordinal (一、 (二) 3. ①): ordinals differ by province and mean nothing."""
    return _ORDINAL.sub("", squeeze(_CIRCLED.sub("", label)))


def one_line(text: str) -> str:
    """Return the text with every run of whitespace as one space."""
    return " ".join(text.split())


def measured_unit(label: str) -> str:
    """Return the unit that a row label states for its quantity: 房屋（平方米） → 平方米."""
    match = re.search(r"\(([^()]*)\)", squeeze(label))
    return match.group(1) if match else ""


def shown(name: str) -> str:
    """Return the name of a file as it can be written down: bytes that are no UTF-8 become question marks."""
    return name.encode("utf-8", "replace").decode()


def is_name(text: str) -> bool:
    """Return whether a text can be a name at all: it has two letters or characters (`???` and `□□` have none)."""
    return sum(character.isalpha() for character in text) >= 2
