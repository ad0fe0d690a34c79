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


@cache
def profiles() -> Mapping[str, Profile]:
    """Every profile by its key."""
    text = resources.files("costeff.model").joinpath("profiles.toml").read_text(encoding="utf-8")
    return {key: Profile(key=key, **fields) for key, fields in tomllib.loads(text).items()}


def profile(name: str) -> Profile | None:
    """The profile that a workbook means by a name, compared without case; None if there is none."""
    wanted = " ".join(name.split()).lower()
    for candidate in profiles().values():
        if wanted in (candidate.key.lower(), candidate.name.lower()):
            return candidate
    return None
