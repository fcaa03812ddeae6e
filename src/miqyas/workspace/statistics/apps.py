from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "miqyas.workspace.statistics"
    label = "statistics"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.evidence.targets import target_register
        from miqyas.workspace.statistics.own_data import told
        from miqyas.workspace.statistics.proving import INPUT

        personal_register("statistics", tell=told)
        target_register("input", INPUT)
