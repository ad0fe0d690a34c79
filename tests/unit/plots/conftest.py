from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

STRATEGIES = {
    "hatg": "Horse ATG + ciclosporin",
    "hatg_epag": "hATG + CsA + eltrombopag",
    "hatg_msc": "hATG + CsA + MSC",
    "epag_msc": "Eltrombopag then MSC",
    "msc_epag": "MSC then eltrombopag",
    "supportive": "Supportive care only",
    "ratg": "Rabbit ATG + ciclosporin",
}
STATES = [
    ("l1", "On first-line treatment", "dependent", "none", True),
    ("cr", "Complete response", "independent", "complete", True),
    ("pr", "Partial response", "independent", "partial", True),
    ("rel", "Relapse, re-treated", "dependent", "none", True),
    ("l2", "On second-line treatment", "dependent", "none", True),
    ("l3", "On third-line treatment", "dependent", "none", True),
    ("sc", "Supportive care", "dependent", "none", True),
    ("tx", "Transplant, first year", "-", "-", True),
    ("txf", "After transplant", "-", "-", True),
    ("txg", "Chronic GVHD", "-", "-", True),
    ("clonal", "MDS or AML", "dependent", "-", True),
    ("dead", "Dead", "-", "-", False),
]
CATEGORIES = [
    "First-line drugs",
    "Eltrombopag",
    "MSC product and infusion",
    "Transplant",
    "Transfusions and chelation",
    "Infections and admissions",
    "Clinic visits",
    "Clonal disease",
    "End of life",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    strategies: dict[str, str]
    trace: pd.DataFrame
    survival: pd.DataFrame
    points: pd.DataFrame
    means: pd.DataFrame
    ceac: pd.DataFrame
    costs: pd.DataFrame
    totals: dict[str, float]
    qalys: pd.DataFrame
    qaly_totals: dict[str, float]
    targets: pd.DataFrame


def fake_trace(months: int = 564) -> pd.DataFrame:
    response = dict(zip(STRATEGIES, (0.09, 0.18, 0.115, 0.10, 0.095, 0.004, 0.06), strict=True))
    n = {s[0]: k for k, s in enumerate(STATES)}
    parts = []
    for strategy, p in response.items():
        m = np.zeros(12)
        m[n["sc" if strategy == "supportive" else "l1"]] = 1.0
        rows = [m.copy()]
        for t in range(months):
            P = np.zeros((12, 12))
            background = 0.0004 * np.exp(0.09 * t / 12)
            P[n["l1"], [n["cr"], n["pr"], n["l2"], n["tx"]]] = (p * 0.4, p * 0.6, 0.05 if t > 5 else 0, 0.02)
            P[n["l2"], [n["cr"], n["pr"], n["l3"], n["sc"], n["tx"]]] = (p * 0.15, p * 0.35, 0.05, 0.04, 0.02)
            P[n["l3"], [n["pr"], n["sc"]]] = (p * 0.3, 0.08)
            P[n["sc"], [n["pr"], n["clonal"]]] = (0.004, 0.001)
            P[n["cr"], [n["rel"], n["clonal"]]] = (0.003, 0.0008)
            P[n["pr"], [n["cr"], n["rel"], n["clonal"]]] = (0.01, 0.007, 0.001)
            P[n["rel"], [n["cr"], n["pr"], n["sc"]]] = (0.03, 0.06, 0.05)
            P[n["tx"], [n["txf"], n["txg"]]] = (0.06, 0.03)
            P[n["txg"], n["txf"]] = 0.005
            excess = {"l1": 0.01, "l2": 0.01, "l3": 0.012, "sc": 0.012, "rel": 0.009, "tx": 0.015, "clonal": 0.04}
            for s, *_, alive in STATES:
                if alive:
                    P[n[s], n["dead"]] = min(0.5, background + excess.get(s, 0.0005))
            P[np.diag_indices(12)] = 1 - P.sum(axis=1)
            m = m @ P
            rows.append(m.copy())
        occupancy = np.array(rows)
        for s, label, transfusion, resp, alive in STATES:
            parts.append(
                pd.DataFrame(
                    {
                        "strategy": strategy,
                        "label": STRATEGIES[strategy],
                        "years": np.arange(months + 1) / 12,
                        "state": s,
                        "state_label": label,
                        "transfusion": transfusion,
                        "response": resp,
                        "alive": alive,
                        "share": occupancy[:, n[s]],
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def fake_psa(draws: int = 2000) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(1)
    common = rng.normal(size=draws)
    spec = {
        "hatg": (0.0, 0.0, 0.0, 0.0),
        "hatg_epag": (0.9, 21_000, 0.45, 14_000),
        "hatg_msc": (0.35, 38_500, 0.7, 12_000),
        "epag_msc": (0.28, 17_800, 0.4, 11_000),
        "msc_epag": (0.22, 26_300, 0.45, 12_500),
        "supportive": (-3.6, 9_000, 0.8, 30_000),
        "ratg": (-0.8, 4_200, 0.5, 9_000),
    }
    points, cost, effect = [], [], []
    for strategy, (q, c, sq, sc) in spec.items():
        z = rng.normal(size=(2, draws))
        dq = q + sq * (0.6 * common + 0.8 * z[0])
        dc = c + sc * (-0.4 * common + 0.3 * z[0] + 0.86 * z[1])
        cost.append(dc)
        effect.append(dq)
        if strategy != "hatg":
            points.append(pd.DataFrame({"strategy": strategy, "inc_cost": dc, "inc_qalys": dq}))
    wtp = np.arange(0, 100_001, 1000.0)
    nmb = wtp[:, None, None] * np.array(effect) - np.array(cost)
    best = nmb.argmax(axis=1)
    front = nmb.mean(axis=2).argmax(axis=1)
    ceac = pd.DataFrame(
        [
            {
                "wtp": w,
                "strategy": strategy,
                "label": STRATEGIES[strategy],
                "probability": float((best[i] == k).mean()),
                "on_frontier": bool(front[i] == k),
            }
            for i, w in enumerate(wtp)
            for k, strategy in enumerate(spec)
        ]
    )
    return pd.concat(points, ignore_index=True), ceac


def fake_means(points: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for strategy, group in points.groupby("strategy", sort=False):
        rows.append(
            {
                "strategy": strategy,
                "inc_cost": group["inc_cost"].mean(),
                "inc_qalys": group["inc_qalys"].mean(),
                "sd_cost": group["inc_cost"].std(),
                "sd_qalys": group["inc_qalys"].std(),
                "correlation": group["inc_cost"].corr(group["inc_qalys"]),
            }
        )
    return pd.DataFrame(rows)


def fake_costs() -> pd.DataFrame:
    table = {
        "hatg": (14_800, 6_100, 0, 41_200, 88_300, 36_900, 14_200, 7_100, 6_800),
        "hatg_epag": (14_800, 38_700, 0, 30_100, 66_200, 29_000, 16_400, 7_900, 6_500),
        "hatg_msc": (14_800, 5_600, 46_900, 38_000, 81_200, 34_200, 14_800, 7_200, 6_700),
        "epag_msc": (14_800, 12_400, 11_300, 36_600, 79_900, 33_800, 14_900, 7_300, 6_700),
        "msc_epag": (14_800, 8_100, 24_100, 37_500, 81_800, 34_500, 14_600, 7_200, 6_700),
        "supportive": (0, 0, 0, 0, 141_300, 58_200, 9_300, 3_100, 7_600),
        "ratg": (13_100, 6_800, 0, 46_700, 95_700, 39_400, 13_300, 6_600, 7_000),
    }
    return pd.DataFrame(
        [
            {"strategy": strategy, "label": STRATEGIES[strategy], "name": name, "value": float(value)}
            for strategy, values in table.items()
            for name, value in zip(CATEGORIES, values, strict=True)
        ]
    )


def fake_targets() -> pd.DataFrame:
    rows = [
        ("6-month response, RACE arm A", "cumulative share", 0.41, 0.31, 0.51, 0.402, "calibration"),
        ("6-month response, RACE arm B (eltrombopag)", "cumulative share", 0.68, 0.58, 0.77, 0.658, "calibration"),
        ("5-year survival, age 40 to 59", "share of all", 0.707, 0.63, 0.78, 0.732, "validation"),
        ("5-year survival, age 60 and over", "share of all", 0.381, 0.30, 0.46, 0.494, "validation"),
        ("5-year survival, age 19 to 39", "share of all", 0.905, np.nan, np.nan, 0.837, "validation"),
        ("10-year survival, age 21, rabbit ATG", "share of all", 0.70, 0.60, 0.79, 0.77, "validation"),
        ("90-day mortality, age 21", "cumulative share", 0.024, 0.01, 0.05, 0.019, "validation"),
        ("3-year survival at the NIH response of 68%", "share of all", 0.96, 0.90, 1.0, 0.92, "validation"),
        ("15-year survival after immunosuppression", "share of all", 0.57, 0.45, 0.69, 0.55, "validation"),
        ("MDS or AML at 15 years", "cumulative share", 0.085, 0.055, 0.115, 0.084, "validation"),
        ("17-month survival of those given MSC", "share of all", 0.878, 0.79, 0.94, 0.898, "validation"),
        ("Median time to response, RACE arm A", "median time", 0.733, 0.5, 1.1, 0.81, "validation"),
        ("Median survival, MDS, lower risk", "median time", 4.3, 3.9, 4.9, 4.68, "validation"),
    ]
    names = ["label", "quantity", "published", "low", "high", "modelled", "use"]
    frame = pd.DataFrame(rows, columns=names)
    inside = (frame["modelled"] >= frame["low"]) & (frame["modelled"] <= frame["high"])
    return frame.assign(within=inside | frame["low"].isna(), id=[f"t{k}" for k in range(len(frame))])


@pytest.fixture(scope="session")
def frames() -> Frames:
    trace = fake_trace()
    survival = trace[trace["alive"]].groupby(["strategy", "years"], sort=False, as_index=False)["share"].sum()
    points, ceac = fake_psa()
    costs = fake_costs()
    weights = dict(zip([s[0] for s in STATES], (6, 8, 7, 5, 5, 4, 4, 5, 8, 6, 4, 0), strict=True))
    qalys = trace.groupby(["strategy", "state"], sort=False, as_index=False)["share"].sum()
    qalys["value"] = qalys["share"] / 12 * qalys["state"].map(weights) / 10
    qalys = qalys.rename(columns={"state": "name"})
    return Frames(
        strategies=STRATEGIES,
        trace=trace,
        survival=survival,
        points=points,
        means=fake_means(points),
        ceac=ceac,
        costs=costs,
        totals=costs.groupby("strategy")["value"].sum().to_dict(),
        qalys=qalys,
        qaly_totals=qalys.groupby("strategy")["value"].sum().to_dict(),
        targets=fake_targets(),
    )
