from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "miqyas.workspace.accounts"
    label = "accounts"

    def ready(self) -> None:
        from miqyas.workspace.accounts.own_data import register_own

        register_own()
        autodiscover_modules("access")
