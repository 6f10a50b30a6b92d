from django.apps import AppConfig

from saidyes.api.providers import look_at_provider
from saidyes.common.configuring import refuse_at_start


class ApiConfig(AppConfig):
    name = "saidyes.api"

    def ready(self) -> None:
        refuse_at_start("provider", look_at_provider)
