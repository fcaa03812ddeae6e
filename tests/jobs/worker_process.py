"""A worker in a process of its own, as `miqyas worker` starts it, with the tasks of the tests."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "miqyas.server.settings"
django.setup()

import tests.jobs.example_tasks  # noqa: E402, F401
from miqyas.jobs.worker import work  # noqa: E402

work(interval=0.1)
