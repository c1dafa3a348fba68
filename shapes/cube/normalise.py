"""The parts of a dataset that make up its cubes, and what they imply.

The vocabulary lets publishers leave things out: classes that follow from properties, ``qb:componentProperty`` where
``qb:dimension`` is stated, and values that a data set or slice states once for all its observations. The constraints are
defined on cubes where all of this is written out: the normalisation of section 10 of the specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox
from rdflib.namespace import OWL, QB, RDF, RDFS, SKOS

from shapes.cube.solutions import select

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph


def _nodes(*terms: str) -> tuple[ox.NamedNode, ...]:
    return tuple(ox.NamedNode(term) for term in terms)


_TYPE: Final = ox.NamedNode(RDF.type)
_COMPONENT_PROPERTY: Final = ox.NamedNode(QB.componentProperty)

# What a property implies: (property, class of its subjects, class of its objects).
_CLASSES: Final = (
    (QB.dataSet, QB.Observation, QB.DataSet),
    (QB.observation, None, QB.Observation),
    (QB.slice, None, QB.Slice),
)
# The special ways to state a component, each with the class of the property.
_COMPONENTS: Final = (
    (QB.dimension, QB.DimensionProperty),
    (QB.measure, QB.MeasureProperty),
    (QB.attribute, QB.AttributeProperty),
)
# Values that observations inherit: from their data set, from their slice, and every dimension that a slice fixes.
_INHERITED: Final = """
PREFIX qb: <http://purl.org/linked-data/cube#>
SELECT DISTINCT ?observation ?property ?value {
  {
    ?part qb:componentAttachment qb:DataSet ; qb:componentProperty ?property .
    ?structure qb:component ?part .
    ?holder qb:structure ?structure ; ?property ?value .
    ?observation qb:dataSet ?holder .
  } UNION {
    ?dataSet qb:slice ?holder ; qb:structure/qb:component ?part .
    ?part qb:componentProperty ?property .
    FILTER (EXISTS { ?part qb:componentAttachment qb:Slice } || EXISTS { ?property a qb:DimensionProperty })
    ?holder ?property ?value ; qb:observation ?observation .
  }
}"""

# Everything the constraints look at, besides the component properties and hierarchies that the data define.
_PREDICATES: Final = _nodes(
    *(QB.dataSet, QB.observation, QB.slice, QB.sliceKey, QB.sliceStructure),
    *(QB.structure, QB.component, QB.componentProperty, QB.dimension, QB.measure, QB.attribute),
    *(QB.componentAttachment, QB.componentRequired, QB.measureType),
    *(QB.codeList, QB.hierarchyRoot, QB.parentChildProperty),
    *(RDFS.range, OWL.inverseOf, SKOS.inScheme, SKOS.member),
)
_NAMING: Final = _nodes(
    *(QB.dimension, QB.measure, QB.attribute, QB.componentProperty, QB.parentChildProperty, OWL.inverseOf)
)
_KINDS: Final = _nodes(
    *(QB.Observation, QB.DataSet, QB.Slice, QB.SliceKey, QB.DataStructureDefinition, QB.HierarchicalCodeList),
    *(QB.DimensionProperty, QB.MeasureProperty, QB.AttributeProperty, SKOS.ConceptScheme, SKOS.Collection),
)


def predicates(store: ox.Store) -> tuple[ox.NamedNode, ...]:
    """Return the predicates that matter to the constraints: those of the vocabulary and those that the cubes define."""
    defined = {
        quad.object
        for naming in _NAMING
        for quad in store.quads_for_pattern(None, naming, None, None)
        if isinstance(quad.object, ox.NamedNode)
    }
    return (*_PREDICATES, *sorted(defined - set(_PREDICATES), key=str))


def relevant(store: ox.Store, graph: Graph, wanted: tuple[ox.NamedNode, ...]) -> Iterator[ox.Quad]:
    """Yield the quads of one graph that matter to the constraints, as quads of the default graph.

    Args:
        store: Where the graph is.
        graph: Its name.
        wanted: `predicates` of the store.
    """
    for predicate in wanted:
        for quad in store.quads_for_pattern(None, predicate, None, graph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)
    for kind in _KINDS:
        for quad in store.quads_for_pattern(None, _TYPE, kind, graph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)


def graphs_with_observations(store: ox.Store) -> list[Graph]:
    """Return the graphs that hold observations, in the order of their names."""
    observation = ox.NamedNode(QB.Observation)
    found = {
        quad.graph_name
        for predicate, kind in ((QB.dataSet, None), (QB.observation, None), (RDF.type, observation))
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), kind, None)
    }
    return sorted(found, key=str)


def normalise(store: ox.Store) -> None:
    """Write out what the cubes in the default graph of a store imply: classes, components, inherited values."""
    store.extend(list(_implied(store)))
    inherited = select(store, _INHERITED)
    store.extend([ox.Quad(row["observation"], row["property"], row["value"]) for row in inherited])


def _implied(store: ox.Store) -> Iterator[ox.Quad]:
    for predicate, subjects, objects in _CLASSES:
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            if subjects:
                yield ox.Quad(quad.subject, _TYPE, ox.NamedNode(subjects))
            if not isinstance(quad.object, ox.Literal):
                yield ox.Quad(quad.object, _TYPE, ox.NamedNode(objects))
    for predicate, kind in _COMPONENTS:
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, None):
            yield ox.Quad(quad.subject, _COMPONENT_PROPERTY, quad.object)
            if not isinstance(quad.object, ox.Literal):
                yield ox.Quad(quad.object, _TYPE, ox.NamedNode(kind))
