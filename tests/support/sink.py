"""A model with everything in it, for agreement tests."""

from building import arrow, check, mark, model, parameter, payoff, settings, state, strategy, table, variable

from costeff.model import Duration, Instalments, Model


def everything(**kw: object) -> Model:
    """Memories, marks with and without clocks, rates, probabilities, shares, rests, every kind of payoff and table."""
    chosen = {"cycle": "1 month", "horizon": "8 years", "start_age": 50.0, "reference": "a"} | kw
    return model(
        settings=settings(**chosen),  # type: ignore[arg-type]
        strategies=(strategy("a", drug=0, eff="1"), strategy("b", drug=1, eff="hr_drug")),
        states=(
            state("ON", "1 - early", remembers="6 months", u="u_on", k=1, transfusion="dependent"),
            state("RESP", u="u_resp", k="IF(good, 0.5, 1)", transfusion="independent", response="complete"),
            state("FAIL", "early", u="u_on * 0.9", k="1 + years/20", transfusion="dependent"),
            state("TX", remembers="12 months", u=0.5, k=0),
            state("POST", u=0.9, k=0.3, transfusion="independent", response="partial"),
            state("DEAD", alive=False),
        ),
        marks=(
            mark("low", "p_low"),
            mark("pos", "IF(low, 0.9, 0.2)"),
            mark("resp", remembers="24 months"),
            mark("good"),
        ),
        parameters=(
            parameter("early", 0.1),
            parameter("p_low", 0.3),
            parameter("r_resp", 0.15),
            parameter("hr_drug", 1.4),
            parameter("h_die", 0.02),
            parameter("p_trm", 0.15),
            parameter("share_tx", 0.3),
            parameter("u_on", 0.6),
            parameter("u_resp", 0.85),
            parameter("c_drug", 1500.0),
            parameter("h1", 0.01),
            parameter("h2", 0.002),
            parameter("male", 0.45),
            parameter("shape", 1.2),
            parameter("scale", 9.0),
        ),
        variables=(
            variable("bg", 'MORTALITY("life", age, male)'),
            variable("relapse", 'LOOKUP("relapse", "h", months_since_resp)'),
            variable("extra", "h_die * k * IF(AND(resp, months_since_resp < 12), 0.5, 1)"),
            variable("late", "WEIBULL_RATE(shape, scale, years, years + 1/12)"),
            variable("drift", 'INTERPOLATE("drift", "x", years)'),
        ),
        tables=(
            table(
                "life",
                "age",
                [(a, 0.0005 * 1.09 ** (a - 40), 0.0003 * 1.1 ** (a - 40)) for a in range(40, 70)],
                ["male", "female"],
            ),
            table("relapse", "months", [(0, "h1"), (6, "h1/2"), (18, "h2")], ["h"]),
            table("drift", "years", [(0, 1.0), (3, 1.2), (10, 0.8)], ["x"]),
        ),
        arrows=(
            arrow("die", "ON RESP FAIL POST", "DEAD", "rate", "bg * drift", "year"),
            arrow("ill", "ON FAIL", "DEAD", "rate", "extra", "month"),
            arrow(
                "respond",
                "ON",
                "RESP",
                "rate",
                "r_resp * eff * IF(months_in_state < 3, 1, 0.5) * IF(pos, 1.2, 1)",
                "month",
                sets=["resp"],
            ),
            arrow(
                "turn",
                "RESP",
                "RESP",
                "rate",
                "0.02",
                "month",
                when="AND(NOT(good), months_since_resp >= 6)",
                sets=["good"],
            ),
            arrow("relapse", "RESP", "FAIL", "rate", "relapse * IF(low, 1.5, 1)", "month", clears=["resp"]),
            arrow("to_tx", "ON", "TX", "share", "share_tx * (age < 55)", when="final_step"),
            arrow("give_up", "ON", "FAIL", "rest", when="final_step"),
            arrow("late_resp", "FAIL", "RESP", "rate", "late / 10", "year", when="cycle < 60", sets=["resp"]),
            arrow("trm", "TX", "DEAD", "probability", "p_trm", "year"),
            arrow("graft", "TX", "FAIL", "probability", "0.01"),
            arrow("cured", "TX", "POST", "rest", when="final_step"),
        ),
        payoffs=(
            payoff(
                "cost",
                "drug",
                "in",
                "ON RESP",
                "c_drug",
                "month",
                timing="start",
                when="AND(drug, cycle < 18)",
                category="Drugs",
            ),
            payoff("cost", "care", "in", "ON RESP FAIL POST", "200 * k * (1 + 0.1 * male)", "month", category="Care"),
            payoff(
                "cost",
                "tx",
                "entering",
                "TX",
                "90000",
                category="Transplant",
                instalments=Instalments(3, Duration(1, "year")),
            ),
            payoff("cost", "end", "entering", "DEAD", "5000 + 10*age", category="Care"),
            payoff("cost", "start", "start", "", "300 + 100*pos", category="Tests"),
            payoff("cost", "first", "entering", "ON FAIL", "800", category="Care", when="NOT(low)"),
            payoff(
                "cost", "bonus", "on", "respond late_resp", "IF(ROUNDUP(years*1.7, 1) > 2, 100, 300)", category="Drugs"
            ),
            payoff("utility", "life", "in", "ON RESP FAIL TX POST", "u * (1 - 0.001*(age-50)^2 / 10)", "year"),
            payoff("utility", "fever", "start", "", "-0.01"),
            payoff("count", "deaths", "entering", "DEAD", 1, discounted=True),
            payoff("count", "relapses", "on", "relapse", 1),
            payoff("count", "tx_months", "in", "TX", 1, "month"),
        ),
        checks=(check("ordered", "u_resp >= u_on"),),
    )
