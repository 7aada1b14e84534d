from __future__ import annotations

import os

from django.core.management.base import BaseCommand, CommandError

from sync.services.tenants import demo_open

COMPANY = "Brightwater Ltd"


class Command(BaseCommand):
    help = f"Make the demo's person ($DEMO_EMAIL, $DEMO_PASSWORD) and company ({COMPANY})."

    def handle(self, *_args: object, **_options: object) -> None:
        email, password = os.environ.get("DEMO_EMAIL", ""), os.environ.get("DEMO_PASSWORD", "")
        if not email or not password:
            raise CommandError("Set DEMO_EMAIL and DEMO_PASSWORD.")
        demo_open(email=email, password=password, company=COMPANY)
        self.stdout.write(f"{email} owns {COMPANY}.")
