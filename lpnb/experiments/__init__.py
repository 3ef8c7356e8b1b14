"""Experiments: how soon the rollouts of a network are right, measured on networks that are trained for it."""

from lpnb.experiments.data import Data
from lpnb.experiments.networks import network
from lpnb.experiments.recipe import Recipe
from lpnb.experiments.response_time import response_time
from lpnb.experiments.responses import Responses, published
from lpnb.experiments.streaming_accuracy import streaming_accuracy

__all__ = ["Data", "Recipe", "Responses", "network", "published", "response_time", "streaming_accuracy"]
