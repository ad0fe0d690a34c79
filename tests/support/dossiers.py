"""Dossiers of small studies: a run with what analyses are asked for, and pictures that are one grey dot."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import building as b
import pandas as pd
from situations import scenario, subgroup, two_states, value

from costeff import workflow
from costeff.model import Model, Target
from costeff.model.time import parse_duration
from costeff.report.dossier import Dossier
from costeff.results import Analysis

KINDS = ("dsa", "price", "scenarios", "subgroups", "threshold")
"""The analyses that a study of two states can have."""


def studied(draws: int = 40) -> Model:
    """Two states with scenarios, subgroups, sources, grades of evidence and published observations."""
    there = two_states(draws=draws)
    sourced = {
        "p_old": {
            "source": "Smith et al, Lancet 2020;1:1 (n=100)",
            "evidence": "published",
            "label": "Death, old care",
        },
        "p_new": {"source": "No source: assumption", "evidence": "assumption", "label": "Death, new drug"},
        "care": {"source": "10 days of 10: Price list 2021", "evidence": "derived", "unit": "GBP", "label": "Care"},
        "drug": {"source": "Price list 2021", "evidence": "recalled", "unit": "GBP", "label": "Price of the drug"},
    }
    return replace(
        there,
        settings=replace(there.settings, currency="GBP"),
        parameters=tuple(replace(p, **sourced.get(p.id, {})) for p in there.parameters),  # type: ignore[arg-type]
        scenarios=(scenario("deadlier", value("p_new", 0.15)), scenario("broken", value("p_new", 1.5))),
        subgroups=(subgroup("young", 0.6), subgroup("aged", 0.4, value("p_old", 0.3, cell="F3"))),
        targets=(target("alive_1", 0.8, 0.75, 0.85), target("alive_2", 0.3, 0.25, 0.35)),
        checks=(b.check("better", "p_new <= 1"),),
    )


def target(id: str, published: float, low: float, high: float) -> Target:
    """A published survival at as many years as its id ends in."""
    return Target(
        id=id,
        label=f"Survival at {id[-1]} years",
        quantity="share of all",
        over=("alive",),
        strategy="old",
        at=parse_duration(f"{id[-1]} years"),  # type: ignore[arg-type]
        value=published,
        low=low,
        high=high,
        source="Smith et al, Lancet 2020;1:1 (n=100)",
    )


def analyses(model: Model, kinds: Iterable[str] = KINDS) -> Mapping[str, Analysis]:
    """Analyses of a study, by name."""
    make = {
        "dsa": lambda: workflow.dsa(model),
        "price": lambda: workflow.price(model, "drug"),
        "scenarios": lambda: workflow.scenarios(model, keep_going=True),
        "subgroups": lambda: workflow.subgroups(model),
        "threshold": lambda: workflow.threshold(model, "p_new", 0.05, 0.3),
    }
    return {kind: make[kind]() for kind in kinds}


def dossier_of(model: Model, folder: Path, kinds: Iterable[str] = KINDS) -> Dossier:
    """The dossier of a study, its pictures dots in a folder."""
    run = workflow.run(model)
    found = analyses(model, kinds)
    names = ["trace", "survival", "costs", "qalys", "ce_plane", "ceac", "targets", "state_diagram"]
    names += [f"dsa/tornado_{s.id}" for s in run.study.strategies if "dsa" in found]
    names += [
        f"{kind}/inmb_{s.id}" for kind in ("scenarios", "subgroups") if kind in found for s in run.study.strategies
    ]
    return Dossier(run=run, analyses=found, figures={name: dot(folder, name) for name in names})


def dot(folder: Path, name: str) -> Path:
    """Files `NAME.png` and `NAME.svg` of one grey dot; the path without ending."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name(f"{path.name}.png").write_bytes(_png())
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>'
    path.with_name(f"{path.name}.svg").write_text(svg, encoding="utf-8")
    return path


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def tables(dossier: Dossier) -> Iterable[pd.DataFrame]:
    """Every table of a dossier."""
    from costeff.results import TABLES

    yield from (table.make(dossier.run) for table in TABLES if table.name not in ("trace", "survival"))
    for analysis in dossier.analyses.values():
        yield from analysis.tables.values()
