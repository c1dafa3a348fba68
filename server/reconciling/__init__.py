"""Matching names and codes of others with the divisions, departments and accounts of the graph (reconciliation).

`terms` says which types and properties there are, `entities` reads what can be found, `names` takes printed names
apart, `lexicon` finds names by their beginning or likeness, `matching` finds candidates, `scoring` judges them,
`messages` reads and writes the JSON of the protocol. Nothing here knows HTTP: that is `server.views.reconcile`.
"""
