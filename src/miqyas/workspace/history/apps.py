from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "miqyas.workspace.history"
    label = "history"
