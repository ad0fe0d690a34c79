"""Many versions of a study, run side by side: what every analysis of changes stands on."""

from costeff.variants.loose import loosened
from costeff.variants.paid import counting
from costeff.variants.points import Answer, common, points
from costeff.variants.rows import MIXTURE, execute

__all__ = ["MIXTURE", "Answer", "common", "counting", "execute", "loosened", "points"]
