from collections.abc import Sequence
from dataclasses import replace

from costeff.distributions import fit
from costeff.errors import Where
from costeff.model import Correlation, Discount, Duration, Model, Parameter, Settings

BOOK = "study.xlsx"
SHEET = Where(book=BOOK, sheet="some sheet", cell="A1")


def parameter(name: str, family: str, value: float, **spread: float | str) -> Parameter:
    numbers = {k: spread.get(k) for k in ("se", "low", "high", "n")}
    cells = {c: Where(book=BOOK, sheet="Parameters", cell=f"{c}:{name}") for c in ("id", "distribution", "n", "value")}
    return Parameter(
        id=name,
        label=name,
        value=value,
        family=family,
        distribution=fit(family, value=value, **numbers),
        group=str(spread.get("group", "")),
        cells=cells,
        **numbers,
    )


def pair(a: str, b: str, value: float, kind: str = "rank", cell: str = "C2") -> Correlation:
    return Correlation(
        a=a, b=b, value=value, kind=kind, cells={"correlation": Where(book=BOOK, sheet="Correlations", cell=cell)}
    )


def study(parameters: Sequence[Parameter], **parts: object) -> Model:
    settings = Settings(
        cycle=Duration(1, "month"),
        horizon=Duration(1, "year"),
        start_age=50,
        discount_costs=Discount.constant(0.035),
        discount_effects=Discount.constant(0.035),
    )
    model = Model(book=BOOK, sha256="", settings=settings, strategies=(), states=(), parameters=tuple(parameters))
    return replace(model, **parts)


SINGLES = (
    parameter("p", "beta", 0.3, n=100),
    parameter("cost", "gamma", 5294, se=1487),
    parameter("hr", "lognormal", 0.7, low=0.5, high=0.98),
    parameter("coef", "normal", -1.3, se=0.2),
    parameter("age", "fixed", 53),
    parameter("dose", "uniform", 1, low=0, high=3),
)
COUNTS = (
    parameter("to_a", "dirichlet", 1251 / 1734, n=1251, group="A"),
    parameter("to_b", "dirichlet", 350 / 1734, n=350, group="A"),
    parameter("to_c", "dirichlet", 116 / 1734, n=116, group="A"),
    parameter("to_d", "dirichlet", 17 / 1734, n=17, group="A"),
)
COEFFICIENTS = (
    parameter("c0", "multivariate normal", -5.49),
    parameter("c1", "multivariate normal", 0.77),
    parameter("c2", "multivariate normal", 0.37),
)
MATRIX = ((0.04, -0.006, 0.001), (-0.006, 0.01, 0.0), (0.001, 0.0, 0.0025))
