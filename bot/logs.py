"""Logs: one line an event, one reference from a message to its sends, and no secret at any level."""

import json
import logging
import re
from collections.abc import Iterable, MutableMapping
from typing import Any
from urllib.parse import quote

import structlog
from structlog.contextvars import bind_contextvars, reset_contextvars
from structlog.types import Processor

_PATTERNS = (
    re.compile(r"(?i)(?<!\d)\d{3,}(?::|%3A)[A-Za-z0-9_-]{20,}"),  # Telegram: bot tokens, also inside addresses
    re.compile(r"\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{8,}"),  # Slack: tokens of every kind
    re.compile(r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"),
    re.compile(r"(?<=://)[^/\s:@]*:[^/\s]+(?=@)"),  # name and password inside an address
    re.compile(r"(?<=\bDETAIL:).+"),  # PostgreSQL quotes the row that broke a rule: somebody's words
)
HIDDEN = "[secret]"
NOISY = (
    "alembic", "httpx", "httpcore", "apscheduler", "procrastinate", "slack_bolt", "slack_sdk", "telegram",
    "aiohttp.access",
)  # fmt: skip
"""Libraries whose INFO says nothing to an operator."""


def _shapes(secret: str) -> set[str]:
    """How a secret looks as it is, inside a quoted string, inside JSON, and inside an address."""
    plain = {secret, repr(secret)[1:-1], quote(secret, safe="")}
    return plain | {json.dumps(shape)[1:-1] for shape in plain}


class Redactor:
    """Takes known secrets and anything that looks like a token out of whatever is logged.

    Args:
        secrets: values of this deployment; short ones are ignored, they would blank common words.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        shapes = {shape for secret in secrets if len(secret) >= 8 for shape in _shapes(secret)}
        known = sorted((re.escape(shape) for shape in shapes), key=len, reverse=True)
        self._patterns = (*((re.compile("|".join(known)),) if known else ()), *_PATTERNS)

    def text(self, value: str) -> str:
        """The text with every secret replaced."""
        for pattern in self._patterns:
            value = pattern.sub(HIDDEN, value)
        return value

    def __call__(self, logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """A structlog processor before rendering, which may escape a secret; the text itself is cleaned again."""
        del logger, name
        return {key: self.text(value) if isinstance(value, str) else value for key, value in event.items()}


class About:
    """Every line written inside names this reference, those of libraries too.

    Args:
        reference: of the message, or of the work, that all this is done for.
    """

    def __init__(self, reference: str) -> None:
        self._reference = reference

    def __enter__(self) -> None:
        # structlog's own context manager copies the whole context: fifteen times the price, at each message.
        self._before = bind_contextvars(reference=self._reference)

    def __exit__(self, *_: object) -> None:
        reset_contextvars(**self._before)


class _Cleaned(logging.Formatter):
    """Renders first and cleans then, so that tracebacks and libraries' messages are clean too."""

    def __init__(self, inner: logging.Formatter, redactor: Redactor) -> None:
        super().__init__()
        self._inner, self._redactor = inner, redactor

    def format(self, record: logging.LogRecord) -> str:
        return self._redactor.text(self._inner.format(record))


def set_up(level: str, style: str, secrets: Iterable[str], *, for_good: bool = False) -> None:
    """Send structlog and every library's logger through one redacting handler on standard error.

    Args:
        level: debug, info, warning or error.
        style: `console` for people, `json` for machines.
        secrets: what must never appear.
        for_good: loggers keep these settings for the life of the process, which makes each line cheaper.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    redactor = Redactor(secrets)
    renderer: list[Processor] = [structlog.processors.format_exc_info, redactor, structlog.processors.JSONRenderer()]
    if style == "console":
        # Plain tracebacks: coloured ones show local values, and colours inside a secret would hide it from us.
        renderer = [redactor, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer]
    handler = logging.StreamHandler()
    handler.setFormatter(
        _Cleaned(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last), redactor)
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        # Asks for the level before it builds a line: what is below it costs next to nothing.
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=for_good,
    )
