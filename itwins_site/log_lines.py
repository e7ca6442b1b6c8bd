"""How a line of the log is written: one event, for people or for machines."""

from typing import Any

import structlog

# What every line carries, those of other libraries too.
_ON_EVERY_LINE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def settings_of(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING, for a form (`text` or `json`) and the lowest level that is told."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_ON_EVERY_LINE,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_written_as(form),
                ],
                "foreign_pre_chain": _ON_EVERY_LINE,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # A refusal is no event of its own; a bug is, with its traceback.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            "django.server": {"handlers": [], "propagate": False},
            # At DEBUG they tell codes and tokens; so no level of ours lets them.
            "oauthlib": {"level": "WARNING"},
            "oauth2_provider": {"level": "WARNING"},
            # It tells, once a second, that there is nothing to do.
            "django_tasks_db": {"level": "ERROR"},
            "rq.worker": {"level": "WARNING"},
        },
    }


def _written_as(form: str) -> list[Any]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # Plain tracebacks: the pretty ones print local variables, and with them tokens and passwords.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=False, sort_keys=False, exception_formatter=plain)]
