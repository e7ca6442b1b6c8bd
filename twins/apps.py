"""The Django application of the things."""

from django.apps import AppConfig


class TwinsConfig(AppConfig):
    name = "twins"
    verbose_name = "iTwins"

    def ready(self) -> None:
        from twins import checks  # noqa: F401 -- registers itself, once the models are there
