"""The project's settings, with values for what an operator must say. For pytest and mypy.

`./test` brings its own services. Outside of it, those of `tests/services.sh up` are used, and
without them everything that needs no database still runs.
"""

import os
from pathlib import Path

SERVICES = Path(f"/var/tmp/syncportal-services-{os.getuid()}/env")  # noqa: S108 - owner checked
OURS = SERVICES.exists() and SERVICES.stat().st_uid == os.getuid()

if OURS and "DATABASE_URL" not in os.environ:
    for line in SERVICES.read_text().splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        os.environ.setdefault(name, value)

for name, value in {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",  # port 9 discards
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": "only-for-tests",
    "FIELD_ENCRYPTION_KEY": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "PORTAL_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
}.items():
    os.environ.setdefault(name, value)

from syncportal.settings import *  # noqa: E402, F403 - the same settings, once the values stand

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a hundred log-ins a minute
WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
# What a browser is told about subdomains is for whoever owns the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
