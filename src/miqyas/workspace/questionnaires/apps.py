from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "miqyas.workspace.questionnaires"
    label = "questionnaires"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.questionnaires.own_data import told

        personal_register("questionnaires", tell=told)
