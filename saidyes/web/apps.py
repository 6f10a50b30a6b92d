from django.apps import AppConfig

from saidyes.common.configuring import refuse_at_start
from saidyes.web.starting import look_at_settings


class WebConfig(AppConfig):
    name = "saidyes.web"

    def ready(self) -> None:
        refuse_at_start("settings", look_at_settings)
