from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "miqyas.workspace.stories"
    label = "stories"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.evidence.targets import target_register
        from miqyas.workspace.stories.own_data import forgotten, told
        from miqyas.workspace.stories.proving import RESULT

        personal_register("stories", tell=told, erase=forgotten)
        target_register("story_result", RESULT)
