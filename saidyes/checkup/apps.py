from django.apps import AppConfig


class CheckupConfig(AppConfig):
    name = "saidyes.checkup"
