from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "miqyas.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("access")
        import_module("miqyas.jobs.answers")
        tasks = import_module("miqyas.jobs.tasks")
        for module in iter_modules(tasks.__path__, prefix=f"{tasks.__name__}."):
            import_module(module.name)
