"""All rooms: to be made, a file of rooms has to be imported."""

from __future__ import annotations

from tests.browser import (
    rooms,
    rooms_button,
    rooms_clock,
    rooms_dashboard,
    rooms_login,
    rooms_many,
    rooms_news,
    rooms_review,
    rooms_settings,
    rooms_team,
    rooms_trust,
)

FILES = (
    rooms,
    rooms_button,
    rooms_clock,
    rooms_dashboard,
    rooms_login,
    rooms_many,
    rooms_news,
    rooms_review,
    rooms_settings,
    rooms_team,
    rooms_trust,
)
ROOMS = rooms.ROOMS
