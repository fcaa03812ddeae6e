from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

REPORTS = (
    *("public", "campaigns", "committee", "questionnaires", "scans"),
    *("workshops", "twins", "challenges", "stories"),
)
"""Modules of `miqyas.jobs.reports` that register kinds, in the order in which these are offered."""


class JobsConfig(AppConfig):
    name = "miqyas.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("access")
        import_module("miqyas.jobs.answers")
        for kinds in (
            "public",
            "campaigns",
            "committee",
            "questionnaires",
            "scans",
            "workshops",
            "twins",
            "challenges",
            "stories",
        ):
            import_module(f"miqyas.jobs.reports.{kinds}")
        tasks = import_module("miqyas.jobs.tasks")
        for module in iter_modules(tasks.__path__, prefix=f"{tasks.__name__}."):
            import_module(module.name)
