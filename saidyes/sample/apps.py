from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "saidyes.sample"
