"""A small Slack for the demo, for simulations and for tests: the real client libraries talk to it over HTTP.

    slack = Slack(request_url="http://127.0.0.1:8000/slack")
    async with serving(slack_app(slack)) as slack.base_url:
        ann = slack.person("U1", "Ann")
        await slack.says(ann, "hello")
        print(slack.sees(ann)[-1].plain)

The app under test uses `f"{slack.base_url}/api/"` as the address of the Web API.
"""

from emulators.slack.errors import NotVisible
from emulators.slack.faults import Fault, Faults
from emulators.slack.seen import Shown
from emulators.slack.server import slack_app
from emulators.slack.slack import Call, Slack

__all__ = ["Call", "Fault", "Faults", "NotVisible", "Shown", "Slack", "slack_app"]
