from django.apps import AppConfig


class WatchlistsConfig(AppConfig):
    name = "miqyas.workspace.watchlists"
    label = "watchlists"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.watchlists.own_data import told

        personal_register("watchlists", tell=told)
