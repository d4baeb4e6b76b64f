"""What an operator sets for Slack, and whether it is enough to begin."""

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings

from bot.settings import CONFIG
from domain.errors import Misconfigured


class SlackSettings(BaseSettings):
    """One workspace by its token, or several by OAuth; requests over HTTP, or a socket with an app token."""

    model_config = CONFIG

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api: str = "https://slack.com/api/"
    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")

    @field_validator("slack_api")
    @classmethod
    def _address(cls, value: str) -> str:
        """The SDK glues the method's name to it."""
        if not value.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// and end in /api/")
        return value if value.endswith("/") else f"{value}/"

    @property
    def wanted(self) -> bool:
        """Whether anything of Slack is set up at all."""
        return bool(self.slack_bot_token.get_secret_value() or self.slack_client_id)

    @property
    def by_socket(self) -> bool:
        """Whether Slack is listened to over a socket."""
        return bool(self.slack_app_token.get_secret_value())

    @property
    def by_oauth(self) -> bool:
        """Whether workspaces install the app themselves."""
        return bool(self.slack_client_id)

    def enough(self) -> None:
        """Check that what is set belongs together.

        Raises:
            Misconfigured: says what is missing.
        """
        if not self.wanted:
            raise Misconfigured("Set TERTULIA_SLACK_BOT_TOKEN, or TERTULIA_SLACK_CLIENT_ID for several workspaces.")
        if self.by_oauth and not self.slack_client_secret.get_secret_value():
            raise Misconfigured("TERTULIA_SLACK_CLIENT_ID needs TERTULIA_SLACK_CLIENT_SECRET beside it.")
        if not self.by_socket and not self.slack_signing_secret.get_secret_value():
            raise Misconfigured(
                "Slack needs TERTULIA_SLACK_SIGNING_SECRET to know its requests, or TERTULIA_SLACK_APP_TOKEN for a "
                "socket; both stand on the app's page under Basic Information."
            )
