"""What a network is: nodes, edges, edits, delays. Knows neither torch nor a notebook."""

from lpnb.graph import fields
from lpnb.graph.code import Term, Value
from lpnb.graph.edge import Edge
from lpnb.graph.graph import Graph
from lpnb.graph.kinds import kind
from lpnb.graph.node import Node, Port
from lpnb.graph.types import Type

__all__ = ["Edge", "Graph", "Node", "Port", "Term", "Type", "Value", "fields", "kind"]
