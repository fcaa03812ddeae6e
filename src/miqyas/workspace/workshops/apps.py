from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "miqyas.workspace.workshops"
    label = "workshops"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register, purge_register
        from miqyas.workspace.workshops.own_data import forgotten, names_purge, speakers_purge, told

        personal_register("workshops", tell=told, erase=forgotten)
        purge_register("workshop_names", names_purge)
        purge_register("workshop_speakers", speakers_purge)
