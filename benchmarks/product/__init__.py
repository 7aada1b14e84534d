"""What runs the product's own code: importing anything from here sets Django up."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()
