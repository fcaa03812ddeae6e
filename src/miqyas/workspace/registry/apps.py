from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "miqyas.workspace.registry"
    label = "registry"
