"""Names of offices in prose, which may be shortened."""

import re

_SUFFIX = re.compile("(?:部门|单位)$")


def abbreviates(short: str, name: str) -> bool:
    """Tell whether a name can be shortened to another: its characters, some left out; 某局部门 is 某局."""
    letters = iter(name)
    return all(letter in letters for letter in _SUFFIX.sub("", short))
