"""What a network is: nodes, edges, edits, delays. Knows neither torch nor a notebook."""

from lpnb.graph import fields
from lpnb.graph.code import Term, Value
from lpnb.graph.edge import Edge
from lpnb.graph.fragment import Fragment
from lpnb.graph.graph import Graph
from lpnb.graph.kinds import kind
from lpnb.graph.layout import Place
from lpnb.graph.node import Node, Port
from lpnb.graph.types import Type

__all__ = ["Edge", "Fragment", "Graph", "Node", "Place", "Port", "Term", "Type", "Value", "fields", "kind"]
