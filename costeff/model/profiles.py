"""Jurisdiction profiles: what a payer's rules say where a workbook leaves a setting blank."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The rules of one jurisdiction, as far as settings go.

    Attributes:
        key: what the setting `jurisdiction` says (`NICE`).
        name: with its year (`NICE 2026`).
        as_of: year and month since when the rules are in force.
        source: where they are written.
        confidence: how well that is known.
        settings: name of a setting to its value, both as in a workbook.
    """

    key: str
    name: str
    as_of: str
    source: str
    confidence: str
    settings: Mapping[str, str]

    @property
    def verified(self) -> bool:
        """Whether all of it was seen in the source, or in two independent copies."""
        return self.confidence.startswith("verified") and "recalled" not in self.confidence

    def gives_thresholds(self, currency: str) -> bool:
        """Whether its thresholds can be used for costs in a currency."""
        return "thresholds" in self.settings and self.settings.get("currency", currency) == currency

    @property
    def origin(self) -> str:
        """Where its settings come from if it was asked for beside the workbook."""
        return f"{self.name} profile (this run)"


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile by its key."""
    text = resources.files("costeff.model").joinpath("profiles.toml").read_text(encoding="utf-8")
    return {key: Profile(key=key, **fields) for key, fields in tomllib.loads(text).items()}


def profile(name: str) -> Profile | None:
    """The profile that a workbook means by a name; None if there is none.

    Names are compared by their letters and digits alone: `nice-1.5` is `NICE 1.5%`.
    """
    wanted = _plain(name)
    for candidate in profiles().values():
        if wanted in (_plain(candidate.key), _plain(candidate.name)):
            return candidate
    return None


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
