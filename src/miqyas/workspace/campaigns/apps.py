from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "miqyas.workspace.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.campaigns.own_data import forgotten, told
        from miqyas.workspace.campaigns.proving import ANSWER
        from miqyas.workspace.evidence.targets import target_register

        personal_register("campaigns", tell=told, erase=forgotten)
        target_register("answer", ANSWER)
