from django.apps import AppConfig


class SyncportalConfig(AppConfig):
    name = "syncportal"

    def ready(self) -> None:
        """Make ours the current Celery app, or tasks would be sent to a default broker."""
        import syncportal.celery  # noqa: F401, PLC0415 - it needs the settings to be there
