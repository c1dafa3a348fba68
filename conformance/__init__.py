"""Suites of tests that others wrote, run against our data and the running service.

    python -m conformance --suites FOLDER        # or: make conformance SUITES=FOLDER

FOLDER holds copies of the suites' repositories, under any names; a suite that is not there is skipped and says what to
fetch. Nothing of them is part of this project. Each suite is one module of `conformance.suites`; what they measured is
written down in docs/conformance.md.
"""
