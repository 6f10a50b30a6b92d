from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "saidyes.portal"
