"""Runs every shipped sweep file and writes questions.md and its figures from what comes out.

Run it after a change of a workbook or of a sweep file: `python docs/questions.py`; with names of sweep files, only
those are run, and the answers to the others are left as they are. It takes some ten minutes.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answers import answer
from PIL import Image

import costeff
from costeff.plots.style import house
from costeff.results import Analysis
from costeff.workflow.pictures import FIGURES

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PAGE, IMAGES = DOCS / "questions.md", DOCS / "images" / "questions"
DPI, COLOURS = 120, 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question, and the sweep file that asks it.

    Attributes:
        heading: on the page.
        file: name of the sweep file.
        figure: which of its figures is shown; blank = the first.
        caution: what the answer hangs on beside what is varied.
    """

    heading: str
    file: str
    figure: str = ""
    caution: str = ""


SECTIONS: Mapping[str, tuple[str, str, tuple[Question, ...]]] = {
    "aplastic-anaemia": (
        "Severe aplastic anaemia",
        "The reference is horse ATG with ciclosporin; MSC is given beside it in first line (`msc1`), or third after "
        "eltrombopag has failed (`seq_em`). Every comparison of MSC with no MSC rests on single-arm or small studies.",
        (
            Question(heading="Cell source", file="msc-source", caution="Potency of fat and cord against marrow was "
                     "never compared in this disease: the scenarios give it a mean of 1 with a wide interval."),
            Question(heading="Dose and number of infusions", file="msc-dose-and-infusions", caution="No trial has "
                     "compared doses; the right-hand panel supposes an Emax curve with half the effect at 1 million."),
            Question(heading="Potency and failed batches", file="msc-potency-and-batch-failure"),
            Question(heading="Variability between donors", file="donor-variability"),
            Question(heading="Timing", file="timing", figure="inmb_35000", caution="How much of a response after two "
                     "failures is due to MSC, and how much would have come anyway, no study tells."),
            Question(heading="Attribution of the response", file="attribution"),
            Question(heading="Route", file="route"),
            Question(heading="Selection by a biomarker: accuracy of the test", file="biomarker-selection"),
            Question(heading="Selection by a biomarker: price of the test", file="biomarker-price"),
            Question(heading="Age", file="age", caution="Nobody over 65 is transplanted, and excess death is lower "
                     "under 40 and higher from 60 on: hence the steps."),
            Question(heading="Patients: children, the old, the very severe", file="patients"),
            Question(heading="Long-term safety: malignancy", file="long-term-safety"),
            Question(heading="Long-term safety: infection", file="long-term-infection"),
            Question(heading="Price", file="msc-price"),
            Question(heading="Payment by outcome", file="outcome-payment"),
            Question(heading="Response to ATG and eltrombopag", file="hatg-response"),
            Question(heading="The same, with uncertainty", file="hatg-response-uncertainty"),
            Question(heading="Horizon and discounting", file="horizon-and-discounting"),
        ),
    ),
    "mds": (
        "Lower-risk MDS",
        "There is no evidence on the efficacy of MSC in MDS: its effect is a prior, of which the workbook has three "
        "(sceptical, exploratory, optimistic). The answers are thresholds, not forecasts, and both sets of utilities "
        "count alike.",
        (
            Question(heading="Price, under each prior", file="mds-msc-price"),
            Question(heading="Price, with uncertainty", file="mds-msc-price-uncertainty"),
            Question(heading="What a trial must show", file="mds-response-and-duration"),
            Question(heading="What independence from transfusions is worth", file="mds-utilities"),
            Question(heading="Effect on survival", file="mds-survival-effect"),
            Question(heading="Number of infusions", file="mds-dose-and-infusions"),
            Question(heading="Potency and failed batches in MDS", file="mds-potency-and-batch-failure"),
            Question(heading="Age and time of judgement", file="mds-timing", caution="Excess death was calibrated at "
                     "73 years alone."),
            Question(heading="Long-term safety: progression", file="mds-long-term-safety"),
            Question(heading="Burden of transfusions", file="mds-transfusion-burden"),
            Question(heading="Responses lost early or late", file="mds-response-shape"),
            Question(heading="Hypoplastic MDS", file="mds-hypoplastic"),
            Question(heading="Price of luspatercept", file="mds-luspatercept-price"),
            Question(heading="Horizon and discounting in MDS", file="mds-horizon-and-discounting"),
        ),
    ),
}  # fmt: skip

TOP = """# Questions

The questions that the literature on mesenchymal stem cells (MSC) in bone marrow failure leaves open, each with the
command that asks it of a shipped workbook, the answer in words and one figure. `docs/questions.py` runs the commands
and writes this page; [Sweeps](sweeps.md) explains the files.

"Worth the cost" means a positive incremental net monetary benefit: of the base case, or of the mean over the draws
where a sweep is probabilistic (its figure then has 95% intervals); net benefits are a person, at £25,000 a QALY if no
other price is named. The answers are those of the model with its
assumptions; "Varied" says what kind of evidence the inputs have that each question varies.
"""


def page(answers: Mapping[str, str]) -> str:
    """The page, from an answer a sweep file."""
    parts = [TOP]
    for book, (heading, lead, questions) in SECTIONS.items():
        parts.append(f"## {heading}\n\n{lead}\n")
        parts += [f"### {q.heading}\n\n{_asked(q)}\n\n{_command(q, book)}\n\n{answers[q.file]}\n" for q in questions]
    return "\n".join(parts)


def _asked(question: Question) -> str:
    """The question, as its file asks it."""
    text = (ROOT / "scenarios" / f"{question.file}.toml").read_text(encoding="utf-8")
    found = re.search(r'^question = "(.*)"$', text, re.MULTILINE)
    return f"*{found.group(1) if found else ''}*"


def _command(question: Question, book: str) -> str:
    return f"```sh\ncosteff sweep inputs/{book}.xlsx scenarios/{question.file}.toml\n```"


def begin(file: str, book: str) -> str:
    """What stands before an answer on the page: what it was made from, so that a test sees when that has changed."""
    sweep = (ROOT / "scenarios" / f"{file}.toml").read_text(encoding="utf-8")  # line ends differ between systems
    made_from = f"{_sha256(ROOT / 'inputs' / f'{book}.xlsx')[:12]}-{hashlib.sha256(sweep.encode()).hexdigest()[:12]}"
    return f"<!-- {file}: made by docs/questions.py from {made_from} -->"


END = "<!-- end -->"


def answered(question: Question, analysis: Analysis) -> str:
    """The answer to a question as Markdown; draws its figure."""
    book = Path(analysis.study.book).stem
    lines = [begin(question.file, book), "", f"**Answer.** {answer(question.file, analysis)}", ""]
    lines += [f"![{analysis.title}](images/questions/{question.file}.png)", ""]
    varied = _varied(analysis)
    if varied:
        lines += [f"Varied: {varied}." + (f" {question.caution}" if question.caution else ""), ""]
    elif question.caution:
        lines += [question.caution, ""]
    _draw(question, analysis)
    return "\n".join([*lines, END])


def _varied(analysis: Analysis) -> str:
    """The parameters that the points vary, with the kind of their evidence."""
    known = {line.id: line for line in analysis.study.parameters}
    names = [axis["column"] for axis in analysis.facts["axes"]] + list(analysis.facts["fixed"])
    return ", ".join(f"`{n}` ({known[n].evidence or 'no evidence stated'})" for n in names if n in known)


def _draw(question: Question, analysis: Analysis) -> None:
    """The figure of a question, small."""
    for name, figure in FIGURES["sweep"](analysis):
        if question.figure in ("", name):
            content = io.BytesIO()
            with house():
                figure.savefig(content, format="png", dpi=DPI)
            IMAGES.mkdir(parents=True, exist_ok=True)
            small = (
                Image.open(content)
                .convert("RGB")
                .quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            )
            small.save(IMAGES / f"{question.file}.png", optimize=True)
            return
    raise SystemExit(f"{question.file} has no figure {question.figure!r}")


def answers_on_the_page() -> dict[str, str]:
    """The answers as they are now, each from its first mark to its last."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found: dict[str, str] = {}
    for _, _, questions in SECTIONS.values():
        for question in questions:
            there = re.search(rf"<!-- {question.file}: made by .*?{END}", text, re.DOTALL)
            found[question.file] = there.group() if there else ""
    return found


def swept(book: str, file: str, fresh: bool) -> Analysis:
    """A sweep of a shipped workbook: the stored one, if it is of the same workbook and file, else run and stored."""
    workbook, sweep = ROOT / "inputs" / f"{book}.xlsx", ROOT / "scenarios" / f"{file}.toml"
    results = ROOT / "results" / book
    folder = results / "sweeps" / file
    if not fresh and (folder / "analysis.json").is_file():
        stored = costeff.load_analysis(folder)
        made: Any = stored.provenance
        same = made["workbook"]["sha256"] == _sha256(workbook) and "draws" not in made["overrides"]
        if same and made["overrides"]["sweep"]["sha256"] == _sha256(sweep):
            return stored
    print(file, flush=True)  # noqa: T201
    analysis = costeff.sweep(workbook, sweep, yes=True)
    costeff.write_analysis(analysis, results, figures=False)
    return analysis


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: Sequence[str]) -> None:
    """Answers the questions of the files that are named, all if none is."""
    wanted = [name for name in arguments if name != "--fresh"]
    answers = answers_on_the_page()
    for book, (_, _, questions) in SECTIONS.items():
        for question in questions:
            if not wanted or question.file in wanted:
                analysis = swept(book, question.file, "--fresh" in arguments)
                answers[question.file] = answered(question, analysis)
                PAGE.write_text(page(answers), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
