from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import override

from miqyas.web.accounts.links import first_login_address
from miqyas.web.words import say_here


class Command(BaseCommand):
    """Print the first-login link of the local administrator, making them when nobody administers."""

    help = "Print the first-login link of the local administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="address of this site")

    def handle(self, *args: Any, **options: Any) -> None:
        address = first_login_address(options["site"])
        with override(settings.LANGUAGE_CODE):
            self.stdout.write(say_here(f"account.first_login.{'link' if address else 'not_needed'}"))
        if address:
            self.stdout.write(address)
