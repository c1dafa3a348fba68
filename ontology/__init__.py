"""What the words mean: the vocabulary, its code lists, cubes, administrative divisions and fiscal periods.

Terms stand in `ontology.terms`, divisions in `ontology.regions`. Reading the data files happens on first use, not on import.
"""

from ontology.accounts import account_label, account_names, account_valid, child_code_by_name, class_code_by_name
from ontology.graphs import labels, nquads

__all__ = [
    "account_label",
    "account_names",
    "account_valid",
    "child_code_by_name",
    "class_code_by_name",
    "labels",
    "nquads",
]
