from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "miqyas.workspace.notifications"
    label = "notifications"

    def ready(self) -> None:
        import_module("miqyas.workspace.notifications.challenges")
        import_module("miqyas.workspace.notifications.roadmap_dates")
        import_module("miqyas.workspace.notifications.roadmaps")
        import_module("miqyas.workspace.notifications.scans")
        import_module("miqyas.workspace.notifications.workshops")
        import_module("miqyas.workspace.notifications.twinning")
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.notifications.own_data import forgotten, told

        personal_register("notifications", tell=told, erase=forgotten)
