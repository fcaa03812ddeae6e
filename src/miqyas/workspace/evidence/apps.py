from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "miqyas.workspace.evidence"
    label = "evidence"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.evidence.own_data import told

        personal_register("evidence", tell=told)
