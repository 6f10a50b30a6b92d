from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "saidyes.mail"
