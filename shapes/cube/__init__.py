"""The integrity of the data cubes: the 21 constraints of the W3C RDF Data Cube vocabulary, IC-1 to IC-21.

    report = check_cube(nquads)           # or an open pyoxigraph.Store
    report.conforms, report["IC-12"].count
    print(render_text(report))            # or render_json(report)

Each constraint is one commented file in ``rules/``: its title and message in zh and en, and a SELECT whose rows are what
breaks it. Three of them end in Python (`shapes.cube.joins`): comparing observations pairwise in SPARQL is quadratic.
"""

from shapes.cube.check import check_cube
from shapes.cube.report import CubeFinding, CubeReport, CubeResult, render_json, render_text

__all__ = ["CubeFinding", "CubeReport", "CubeResult", "check_cube", "render_json", "render_text"]
