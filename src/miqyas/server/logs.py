"""Logs: structlog for our own lines and for those of the libraries, to standard error."""

from __future__ import annotations

import logging
import logging.config
import re
import time
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import structlog
from django.http import HttpRequest, HttpResponse

_logger = structlog.get_logger("miqyas.request")
_LINK: Final = re.compile(r"(/account/(?:first|email|password/new)/|/calendar/)[^/\s\"']+")


def without_links(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A log line in which no first-login link can be read: whoever has the link is let in.

    >>> without_links(None, "", {"path": "/en/account/first/s3cret/"})
    {'path': '/en/account/first/…/'}
    """
    return {name: _LINK.sub(r"\1…", text) if isinstance(text, str) else text for name, text in event.items()}


def configure_logs(log_format: str, *, debug: bool) -> None:
    """Send all logs to standard error in one shape: "plain" lines or one "json" object a line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    end: Any = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    if log_format == "json":
        shared.append(structlog.processors.format_exc_info)
        end = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    strip = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [strip, without_links, end],
        "foreign_pre_chain": shared,
    }
    quiet = {"level": "WARNING"}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {"django.server": quiet, "django.utils.autoreload": quiet, "axes": quiet}
            | {"django_tasks": quiet, "django_tasks_db": quiet}
            | {"miqyas": {"level": "DEBUG" if debug else "INFO"}},
        }
    )


class RequestLogMiddleware:
    """Bind a request's id to every line written meanwhile, and log the requests that were slow or failed."""

    slow_seconds = 1.0

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=uuid.uuid4().hex[:12]):
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            if response.status_code >= 500 or seconds > self.slow_seconds:
                _logger.warning(
                    "request", path=request.path, status=response.status_code, seconds=round(seconds, 3)
                )
        return response
