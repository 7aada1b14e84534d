"""The index is only a short cut: whatever the WHERE, COQL finds what reading every row would."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sandbox.zoho import Org, coql
from connectors.sandbox.zoho.criteria import matcher
from connectors.sandbox.zoho.grammar import Condition, Criterion, Order, Pair, Query

START = datetime(2026, 11, 22, 10, tzinfo=UTC)
SECONDS = st.integers(min_value=-1, max_value=7)
SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


class Filled(Org):
    """Twelve accounts, two a second; some edited afterwards, so that ids and times disagree."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[str] = []
        for at in range(12):
            when = START + timedelta(seconds=at // 2)
            self.known.append(self.insert("Accounts", {"Account_Name": "A"}, at=when)["id"])
        for at in (1, 4, 5):
            when = START + timedelta(seconds=6)
            self.update("Accounts", self.known[at], {"Phone": "1"}, at=when)


ORG = Filled()


def moment(second: int) -> str:
    return (START + timedelta(seconds=second)).isoformat()


TIMES = st.builds(lambda sign, at: Criterion("Modified_Time", sign, (moment(at),)), SIGNS, SECONDS)
SPANS = st.builds(
    lambda low, high: Criterion("Modified_Time", "between", (moment(low), moment(high))),
    SECONDS,
    SECONDS,
)
ROWS = st.integers(min_value=0, max_value=11)
IDS = st.builds(
    lambda sign, at: Criterion("id", sign, (str(ORG.known[at]),)),
    SIGNS,
    ROWS,
)
LISTS = st.builds(
    lambda rows: Criterion("id", "in", tuple(ORG.known[at] for at in rows)),
    st.lists(ROWS, min_size=1, max_size=4),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    TIMES | SPANS | IDS | LISTS,
    lambda inner: st.builds(Pair, st.sampled_from(["and", "or"]), inner, inner),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, st.booleans(), st.sampled_from(["Modified_Time", "id"]))
def test_the_index_hides_nothing(where, descending, first):
    order = tuple(Order(name, descending) for name in dict.fromkeys((first, "id")))
    rows, more = coql.run(ORG, Query(("id",), "Accounts", where, order))
    fits = matcher(ORG, "Accounts", where)
    wanted = [row for row in ORG.tables["Accounts"].rows.values() if fits(row)]
    keys = ("id",) if first == "id" else ("Modified_Time", "id")
    wanted.sort(key=lambda row: [row[key] for key in keys], reverse=descending)
    assert ([row["id"] for row in rows], more) == ([row["id"] for row in wanted], False)
