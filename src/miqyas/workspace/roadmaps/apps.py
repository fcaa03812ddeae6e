from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    name = "miqyas.workspace.roadmaps"
    label = "roadmaps"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.evidence.targets import target_register
        from miqyas.workspace.roadmaps.own_data import erase, told
        from miqyas.workspace.roadmaps.proving import DIRECTIVE, ITEM

        personal_register("roadmaps", tell=told, erase=erase)
        target_register("roadmap_item", ITEM)
        target_register("directive", DIRECTIVE)
