"""Who may do what to whom in a team: the roles in their order, and the refusals in words."""

from __future__ import annotations

from datetime import timedelta

OWNER, ADMIN = "owner", "admin"
RANKS = ("viewer", "operator", ADMIN, OWNER)
LABELS = {role: role.capitalize() for role in RANKS}
MAY_DO = {
    OWNER: "All that an admin may, and name or remove other owners.",
    ADMIN: "Connect and disconnect, change settings, invite people and change what they may do.",
    "operator": "Fetch, synchronize, stop, undo, answer in Review, save schedules.",
    "viewer": "Look at everything, and change nothing.",
}
INVITED_FOR = timedelta(days=7)
MOST_A_DAY = 20  # invitations of one company: this is no way to write to strangers

ONLY_HEADS = "Only an owner or admin may change the team."
OWNERS_ALONE = "Only an owner may change or remove an owner."
NOT_MORE = "Nobody can give more than they have themselves."
LAST_OWNER = "Every company needs an owner. Make somebody else an owner first."


def may_change_team(mine: str) -> bool:
    return mine in (OWNER, ADMIN)


def may_give(mine: str, role: str) -> bool:
    """Tell whether somebody with the role `mine` may give this role to somebody else."""
    return may_change_team(mine) and RANKS.index(role) <= RANKS.index(mine)


def roles_to_give(mine: str) -> list[str]:
    """Return the roles that somebody may give, the least first."""
    return [role for role in RANKS if may_give(mine, role)]


def refusal(mine: str, theirs: str, *, to: str | None, owners: int) -> str:
    """Say why a member's role may not be changed; "" if it may.

    `to`: the new role, None to remove the member. `owners`: how many there are now.
    """
    if not may_change_team(mine):
        return ONLY_HEADS
    if not may_give(mine, theirs):
        return OWNERS_ALONE
    if to is not None and not may_give(mine, to):
        return NOT_MORE
    return refusal_to_go(theirs, owners=owners) if to != OWNER else ""


def refusal_to_go(role: str, *, owners: int) -> str:
    """Say why a member may not leave, or stop being an owner; "" if they may."""
    return LAST_OWNER if role == OWNER and owners == 1 else ""
