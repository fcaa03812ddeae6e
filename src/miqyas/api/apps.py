from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "miqyas.api"
    label = "api"
