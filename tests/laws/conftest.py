"""How laws are tried: no deadline (the machine is shared), nothing kept between runs."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("laws", deadline=None, database=None)
settings.load_profile("laws")
