"""Outcomes, draws and traces as Parquet: wide tables of 64-bit floats that carry the run's provenance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from costeff.model import Draws
from costeff.results.outcomes import Outcome, Outcomes, Trace

BLOCK = 16_384
"""Draws in a row group: what is held twice in memory while writing."""

PROVENANCE, LABELS = b"costeff", b"costeff.labels"
"""Keys of a file's metadata: the run's provenance, and what its columns are."""

Array = NDArray[np.float64]


def write_outcomes(outcomes: Outcomes, path: Path, provenance: Mapping[str, object]) -> None:
    """Writes outcomes: draw (from 1), strategy, then a column an outcome; a row a draw and strategy."""
    columns = _unique([o.column for o in outcomes.outcomes])
    kinds = [[o.measure, o.by, o.name, o.discounted] for o in outcomes.outcomes]
    strategies, labels = outcomes.strategies, {"strategies": outcomes.strategies, "outcomes": kinds}
    fields = [("draw", pa.int64()), ("strategy", pa.dictionary(pa.int32(), pa.string()))]
    schema = _schema([*fields, *((name, pa.float64()) for name in columns)], labels, provenance)
    with _writer(path, schema, columns) as writer:
        for start in range(0, len(outcomes), BLOCK):
            values = outcomes.values[start : start + BLOCK]
            draws = np.repeat(outcomes.index[start : start + BLOCK] + 1, len(strategies))
            codes = np.tile(np.arange(len(strategies), dtype=np.int32), len(values))
            flat = np.ascontiguousarray(values.reshape(-1, len(columns)).T)
            arrays = [pa.array(draws), pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(strategies))]
            writer.write_table(pa.Table.from_arrays([*arrays, *map(pa.array, flat)], schema=schema))


def read_outcomes(path: Path) -> Outcomes:
    """The outcomes that `write_outcomes` wrote."""
    table, labels = _read(path)
    strategies = tuple(labels["strategies"])
    values = _floats(table, 2).reshape(-1, len(strategies), len(labels["outcomes"]))
    return Outcomes(
        strategies=strategies,
        outcomes=tuple(Outcome(*kind) for kind in labels["outcomes"]),
        values=values,
        index=table.column(0).to_numpy()[:: len(strategies)].astype(np.int64) - 1,
    )


def write_draws(draws: Draws, path: Path, provenance: Mapping[str, object]) -> None:
    """Writes parameter values: draw (from 1), then a column a parameter."""
    labels = {"ids": draws.ids, "design": draws.design, "seed": draws.seed}
    columns = _unique(draws.ids)
    schema = _schema([("draw", pa.int64()), *((name, pa.float64()) for name in columns)], labels, provenance)
    with _writer(path, schema, columns) as writer:
        for start in range(0, len(draws), BLOCK):
            flat = np.ascontiguousarray(draws.values[start : start + BLOCK].T)
            arrays = [pa.array(draws.index[start : start + BLOCK] + 1), *map(pa.array, flat)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def read_draws(path: Path) -> Draws:
    """The draws that `write_draws` wrote."""
    table, labels = _read(path)
    return Draws(
        ids=tuple(labels["ids"]),
        values=_floats(table, 1),
        index=table.column(0).to_numpy().astype(np.int64) - 1,
        design=labels["design"],
        seed=labels["seed"],
    )


def write_trace(trace: Trace, path: Path, provenance: Mapping[str, object]) -> None:
    """Writes a trace: strategy, years, a column a state (`state:ID`), a column an arrow (`arrow:ID`).

    The flow of an arrow stands at the start of its cycle; there is none at the last time.
    """
    strategies, times, _ = trace.occupancy.shape
    flows = np.full((strategies, times, len(trace.arrows)), np.nan)
    if trace.arrows:
        flows[:, :-1, :] = trace.flows
    columns = [*(f"state:{name}" for name in trace.states), *(f"arrow:{name}" for name in trace.arrows)]
    labels = {"strategies": trace.strategies, "states": trace.states, "arrows": trace.arrows}
    fields = [("strategy", pa.string()), ("years", pa.float64()), *((name, pa.float64()) for name in columns)]
    schema = _schema(fields, labels, provenance)
    flat = np.ascontiguousarray(np.concatenate([trace.occupancy, flows], axis=2).reshape(-1, len(columns)).T)
    names = [name for name in trace.strategies for _ in range(times)]
    arrays = [pa.array(names, pa.string()), pa.array(np.tile(trace.years, strategies)), *map(pa.array, flat)]
    with _writer(path, schema, columns) as writer:
        writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def read_trace(path: Path) -> Trace:
    """The trace that `write_trace` wrote."""
    table, labels = _read(path)
    strategies, states, arrows = (tuple(labels[name]) for name in ("strategies", "states", "arrows"))
    values = _floats(table, 2).reshape(len(strategies), -1, len(states) + len(arrows))
    flows = np.ascontiguousarray(values[:, :-1, len(states) :]) if arrows else np.zeros((0, 0, 0))
    return Trace(
        strategies=strategies,
        states=states,
        years=table.column(1).to_numpy()[: values.shape[1]].copy(),
        occupancy=np.ascontiguousarray(values[:, :, : len(states)]),
        arrows=arrows,
        flows=flows,
    )


def _schema(fields: Sequence[tuple[str, Any]], labels: Mapping[str, object], provenance: Mapping[str, object]) -> Any:
    """Columns with the metadata that makes the file readable without any other."""
    metadata = {PROVENANCE: json.dumps(provenance).encode(), LABELS: json.dumps(labels).encode()}
    return pa.schema(fields, metadata=metadata)


def _writer(path: Path, schema: Any, floats: Sequence[str]) -> Any:
    """A writer; splitting the bytes of floats by place makes them compress by a third."""
    return pq.ParquetWriter(
        path, schema, compression="zstd", use_dictionary=False, use_byte_stream_split=list(floats) or False
    )


def _read(path: Path) -> tuple[Any, dict[str, Any]]:
    """A file's table and labels."""
    table = pq.read_table(path, memory_map=False)
    labels: dict[str, Any] = json.loads(table.schema.metadata[LABELS])
    return table, labels


def _floats(table: Any, first: int) -> Array:
    """All columns from `first` on, shape (rows, columns)."""
    values = np.empty((table.num_rows, table.num_columns - first))
    for k in range(first, table.num_columns):
        values[:, k - first] = table.column(k).to_numpy()
    return values


def _unique(names: Sequence[str]) -> list[str]:
    """Column names, a number put after those that were used before (also for `draw` and `strategy`)."""
    seen: dict[str, int] = {"draw": 1, "strategy": 1}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
