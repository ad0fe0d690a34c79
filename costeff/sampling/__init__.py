"""Draws of the parameters: addressed random streams, designs, correlation, groups, posterior draws."""

from costeff.sampling.designs import lay_out
from costeff.sampling.drawing import check_draws, draw
from costeff.sampling.implied import compare_intervals, marginals
from costeff.sampling.levers import Lever, levers
from costeff.sampling.streams import uniforms

__all__ = ["Lever", "check_draws", "compare_intervals", "draw", "lay_out", "levers", "marginals", "uniforms"]
