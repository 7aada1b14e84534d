"""What a run will probably cost, and how long it will still take."""

from __future__ import annotations

import pytest

from sync.core.cost import CALL, Cost, Waiting, Ways, forecast, seconds_left, suffices
from sync.core.forecast import Quota
from sync.core.records import Module, Side

WAYS = {
    Side.ZOHO: Ways(batch=100, back=500, echoes=False, bytes_a_record=700),
    Side.XERO: Ways(batch=50, back=40, echoes=True, bytes_a_record=2000),
}
PLACES = {Side.ZOHO: 3, Side.XERO: 2}


def test_with_nothing_waiting_each_place_is_asked_once() -> None:
    assert forecast([], PLACES, WAYS) == {
        Side.ZOHO: Cost(3, 3 * CALL),
        Side.XERO: Cost(2, 2 * CALL),
    }


def test_writes_go_in_full_batches_and_are_read_back_where_the_answer_is_empty() -> None:
    waiting = Waiting(Module.ACCOUNTS, creates={Side.ZOHO: 101, Side.XERO: 51})
    costs = forecast([waiting], PLACES, WAYS)
    assert costs[Side.ZOHO].calls == 3 + 2 + 1
    assert costs[Side.XERO].calls == 2 + 2
    assert costs[Side.ZOHO].received == 3 * CALL + 101 * 1000
    assert costs[Side.XERO].received == 2 * CALL + 51 * 2000


def test_new_records_and_edits_do_not_share_a_batch() -> None:
    waiting = Waiting(Module.ACCOUNTS, creates={Side.XERO: 1}, updates={Side.XERO: 1})
    assert forecast([waiting, waiting], PLACES, WAYS)[Side.XERO].calls == 2 + 4


@pytest.mark.parametrize(
    ("left", "clicked", "enough"),
    [(100, True, True), (99, True, False), (1100, False, True), (1099, False, False)],
)
def test_a_share_is_kept_for_clicks(left: int, clicked: bool, enough: bool) -> None:
    assert suffices(Cost(100), Quota(10_000, left), clicked=clicked) is enough


@pytest.mark.parametrize(
    ("done", "planned", "took", "left"),
    [(0, 10, 5, None), (10, 10, 5, None), (5, 10, 0, None), (5, 10, 20, 20), (1, 4, 0.5, 2)],
)
def test_the_rest_takes_as_long_as_what_is_done(
    done: int, planned: int, took: float, left: int | None
) -> None:
    assert seconds_left(done, planned, took) == left
