from django.apps import AppConfig


class TwinningConfig(AppConfig):
    name = "miqyas.workspace.twinning"
    label = "twinning"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.twinning.own_data import forgotten, told

        personal_register("twinning", tell=told, erase=forgotten)
