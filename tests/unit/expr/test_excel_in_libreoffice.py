import math
import shutil
import subprocess

import pytest
import xlsxwriter
from openpyxl import load_workbook
from scopes import read

from costeff.expr import evaluate, to_excel
from costeff.model.tables import interpolate, row_index

AGES = list(range(50, 101))
LIFE = {"male": [min(0.005 * 1.1**k, 1) for k in range(51)], "female": [0.003 * 1.1**k for k in range(51)]}
BANDS, HAZARDS = [0, 6, 24], [0.3, 0.2, 0.1]
VALUES = {"a": 2.5, "c": 0.3, "one": 1.0, "start_age": 53.0, "zero": 0.0}
CELLS = {
    **{name: f"A{row}" for row, name in enumerate(VALUES, 1)},
    "life!": "$D$1:$D$51", "life!male": "$E$1:$E$51", "life!female": "$F$1:$F$51", "life!to": "$G$1:$G$51",
    "b!": "$H$1:$H$3", "b!h": "$I$1:$I$3",
}  # fmt: skip

TEXTS = [
    "-2^2", "2^3^2", "-a^2", "a^-2", "2^50%", "-a%", "2^-a^2", "--a", "-(a+c)", "(a+c)%", "a-(c-1)", "a/(c*2)", "a/c/2",
    "a<3", "2*(a<3)", "(a<3)=TRUE", "(a=c)=zero", "a<>c", "MAX(a<3,0.5)", "AND(a,zero)", "OR(a,zero)+1", "NOT(a)",
    "IF(a<3,c,1/0)", "IF(zero,1)", "IF(AND(a>1,NOT(zero)),a,c)", "1e-7*a",
    "ROUND(2.675,2)", "ROUND(-2.5,0)", "ROUNDUP(1.1*100,0)", "ROUNDDOWN(0.29*100,0)", "INT(-2.5)",
    "MOD(-1,3)", "MOD(1,-3)",
    "SQRT(a)+ABS(-c)+LN(a)+LOG10(a)+EXP(c)+MIN(a,c)", "NORMSDIST(c)", "NORMSINV(c)",
    "RATE_TO_PROB(a+c,1/12)", "PROB_TO_RATE(c,a)", "ODDS_SHIFT(c,a)",
    'LOOKUP("b","h",a*4)', 'LOOKUP("b","h",6)', 'INTERPOLATE("b","h",a)',
    'INTERPOLATE("b","h",20)', 'INTERPOLATE("b","h",24)',
    'MORTALITY("life",53,c)', 'MORTALITY("life",60.25,c)', 'MORTALITY("life",99.5,c)',
    "WEIBULL_RATE(1.3,4,1,a)", "GOMPERTZ_RATE(0.1,c,1,a)", "GOMPERTZ_RATE(zero,c,1,a)",
    "LOGLOGISTIC_RATE(1.3,4,zero,a)",
    "LOGNORMAL_RATE(c,1,zero,a)", "LOGNORMAL_RATE(c,1,1,a)", "WANE(c,a,2,5)", "WANE(c,1,2,5)", "WANE(c,7,2,5)",
]  # fmt: skip


class Sheet:
    def value(self, name):
        return VALUES[name]

    def lookup(self, table, column, key):
        return HAZARDS[row_index(BANDS, key)]

    def interpolate(self, table, column, key):
        return interpolate(BANDS, HAZARDS, key)

    def mortality(self, table, age, share_male):
        dying = alive = 0.0
        for sex, share in (("male", share_male), ("female", 1 - share_male)):
            hazard = [-math.log1p(-q) if q < 1 else math.inf for q in LIFE[sex]]
            steps = [(max(k, 53), min(k + 1, age), h) for k, h in zip(AGES, hazard, strict=True)]
            survival = share * math.exp(-sum((stop - start) * h for start, stop, h in steps if stop > start))
            alive += survival
            dying += survival * hazard[math.floor(age) - 50]
        return dying / alive


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_formulas_recalculated_by_libreoffice(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "formulas.xlsx")
    sheet = book.add_worksheet()
    sheet.write_column(0, 0, VALUES.values())
    for column, numbers in enumerate((AGES, *LIFE.values(), [age + 1 for age in AGES], BANDS, HAZARDS), 3):
        sheet.write_column(0, column, numbers)
    for row, text in enumerate(TEXTS):
        sheet.write_formula(row, 10, "=" + to_excel(read(text).tree, CELLS))
    book.close()
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for source, target in (("formulas.xlsx", "ods"), ("formulas.ods", "xlsx")):  # two ways, so that all is recalculated
        command = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(tmp_path)]
        subprocess.run([*command, str(tmp_path / source)], check=True, capture_output=True, timeout=240)
    cells = load_workbook(tmp_path / "formulas.xlsx", data_only=True).worksheets[0]
    found = {text: cells.cell(row, 11).value for row, text in enumerate(TEXTS, 1)}
    assert found == {text: pytest.approx(evaluate(read(text).tree, Sheet()), rel=1e-9, abs=1e-15) for text in TEXTS}
