from django.apps import AppConfig


class ScansConfig(AppConfig):
    name = "miqyas.workspace.scans"
    label = "scans"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.scans.own_data import told

        personal_register("scans", tell=told)
