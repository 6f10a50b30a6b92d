from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "saidyes.classes"
