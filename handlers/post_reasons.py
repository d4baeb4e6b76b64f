"""Why a channel did not take a post, or is closed, in plain words."""

from bot.i18n import Translator
from domain.post_problems import Problem
from storage.post_channels import Channel


def reason(channel: Channel, problem: str, t: Translator) -> str:
    """One sentence, with what to do next where there is something; what a channel said itself is quoted."""
    name = channel.name
    known = {
        Problem.REVOKED: t("{name} refuses our key: whoever runs me has to set it again.", name=name),
        Problem.LIMITED: t("{name} takes no more posts for now.", name=name),
        Problem.NOT_THERE: t("I cannot find that place on {name}, or I am not in it.", name=name),
        Problem.KICKED: t("I was taken out of that place on {name}.", name=name),
        Problem.DUPLICATE: t("{name} has the same words already.", name=name),
        Problem.CRASH: t("I was cut off while I was sending it to {name}.", name=name),
        Problem.RESTORED: t("It may have gone out before the last backup was brought back."),
        Problem.UNREACHABLE: t("{name} did not answer, however often I asked.", name=name),
        Problem.CLOSED: t("{name} is switched off here.", name=name),
        Problem.NO_ACCOUNT: t("No account of {name} is set up.", name=name),
        Problem.OVER_CAP: t("It would cost more than the month allows on {name}.", name=name),
        Problem.TOO_LONG: t("It is too long for a thread on {name}.", name=name),
        Problem.EMPTY: t("There is nothing to read in it."),
        Problem.OTHER_WORDS: t(
            "{name} cannot change what is out, and the new words do not go on from it. Withdraw it and write it anew.",
            name=name,
        ),
        Problem.EXPIRED: t("It waited too long."),
    }
    if problem in known:
        return known[Problem(problem)]
    return t("{name} says: “{problem}”.", name=name, problem=problem)
