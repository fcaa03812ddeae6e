from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "miqyas.workspace.datasets"
    label = "datasets"
