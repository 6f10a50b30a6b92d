from django.apps import AppConfig

from saidyes.common.configuring import refuse_at_start
from saidyes.mail.dkim.keys import look_at_keys


class MailConfig(AppConfig):
    name = "saidyes.mail"

    def ready(self) -> None:
        refuse_at_start("dkim", look_at_keys)
