"""Five sample disclosures in their real layouts: the material of the demo and of the tests.

See README.md in this folder for what was kept, what was shortened, and whose data they are.
"""

from pathlib import Path

__all__ = ["paths"]


def paths() -> tuple[Path, ...]:
    """Return the sample disclosures, sorted by file name.

    Files are found beside this module, in a checkout and in an installed package alike.
    """
    return tuple(sorted(Path(__file__).parent.glob("*-budget.*")))
