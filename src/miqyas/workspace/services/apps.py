from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "miqyas.workspace.services"
    label = "services"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.evidence.targets import target_register
        from miqyas.workspace.services.own_data import told
        from miqyas.workspace.services.proving import SERVICE

        personal_register("services", tell=told)
        target_register("service", SERVICE)
