from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "miqyas.workspace.challenges"
    label = "challenges"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.challenges.own_data import forgotten, told
        from miqyas.workspace.challenges.proving import NOMINATION
        from miqyas.workspace.evidence.targets import target_register

        personal_register("challenges", tell=told, erase=forgotten)
        target_register("nomination", NOMINATION)
