"""Disclosures as data, printed in the layouts that provinces use: what the loaders read back must be what was printed.

facts.py     one department's year: what it receives, what it spends, by account; invented or taken from a sample
grid.py      printed tables: cells, merged cells, and the meaning of every figure
styles.py    how a publisher prints: unit, zeros, separators, codes, totals, titles
budgets.py   the tables of a budget        accounts.py   the tables of final accounts
documents.py a whole document of one layout family
writers.py   the same tables as text, web page, workbook, Word or PDF
reading.py   what the loaders made of it
"""
