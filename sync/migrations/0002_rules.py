from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sync.core.states


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("choices", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                ("bridge", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="sync.bridge")),
                ("saved_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={"verbose_name_plural": "rules"},
        ),
        migrations.AlterField(
            model_name="question",
            name="why",
            field=models.CharField(choices=[("conflict", "conflict"), ("deleted", "deleted"), ("parent", "parent"), ("untranslated", "untranslated"), ("status", "status"), ("locked", "locked"), ("no_key", "no_key"), ("twins", "twins"), ("taken", "taken"), ("match", "match"), ("too_long", "too_long"), ("unfit", "unfit"), ("missing", "missing"), ("incomplete", "incomplete"), ("total", "total"), ("refused", "refused"), ("opt_out", "opt_out"), ("left", "left")], max_length=16),
        ),
        migrations.AlterField(
            model_name="run",
            name="state",
            field=models.CharField(choices=[("queued", "Queued"), ("running", "Running"), ("waiting", "Waiting"), ("succeeded", "Succeeded"), ("partly", "Partly"), ("failed", "Failed"), ("stopped", "Stopped"), ("braked", "Braked")], default=sync.core.states.RunState["QUEUED"], max_length=10),
        ),
    ]
