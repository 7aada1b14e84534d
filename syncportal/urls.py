from __future__ import annotations

from allauth.account.views import signup
from django.contrib import admin
from django.db import transaction
from django.urls import include, path

urlpatterns = [
    # A person without a company would be of no use: both are made, or neither.
    path("accounts/signup/", transaction.atomic(signup)),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("sync.web.urls")),
]
