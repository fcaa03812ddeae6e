from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "miqyas.workspace.reviews"
    label = "reviews"

    def ready(self) -> None:
        from miqyas.workspace.accounts.personal import personal_register
        from miqyas.workspace.evidence.targets import target_register
        from miqyas.workspace.reviews.own_data import forgotten, told
        from miqyas.workspace.reviews.proving import REPLY

        personal_register("reviews", tell=told, erase=forgotten)
        target_register("reply", REPLY)
