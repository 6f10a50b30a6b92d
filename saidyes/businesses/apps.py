from django.apps import AppConfig

from saidyes.common.fence.role import refuse_a_role_without_fence


class BusinessesConfig(AppConfig):
    name = "saidyes.businesses"

    def ready(self) -> None:
        refuse_a_role_without_fence()
