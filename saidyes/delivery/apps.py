from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DeliveryConfig(AppConfig):
    name = "saidyes.delivery"

    def ready(self) -> None:
        autodiscover_modules("duties")  # an app above adds its own to the worker's
