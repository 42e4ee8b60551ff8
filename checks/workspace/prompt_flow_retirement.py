"""Prompt flow is retired on 20 April 2027.

Microsoft no longer updates the images `promptflow-runtime`, `promptflow-runtime-stable` and `promptflow-python`, not
even for security, and no longer recommends prompt flow for anything new. After 20 April 2027 its authoring in the
studio, its extensions and its images are no longer supported. Managed online endpoints stay: a deployment of another
kind, or an image of one's own that needs none of the above, is not concerned.

How to confirm by hand: the warning at the top of every page on prompt flow, and in the studio's Prompt flow page. The
image in use: `az ml environment show --name NAME --version VERSION --query image`.

How to mend: plan to move the flow to a supported framework before that day; Microsoft's guide is at the address below.
Until then pin the image by tag or digest and keep a copy in a registry of your own, so that deployments can still be
made when Microsoft's copy is gone. Tell an administrator: the endpoint's name and the date.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/migrate-prompt-flow-to-agent-framework
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from pfdoctor.api import Check, Draft, Facts, cannot_be_prompt_flow, signs_of_prompt_flow

check = Check(
    id="prompt-flow-retirement",
    title="Prompt flow is retired on 20 April 2027",
    severity="info",
    about="workspace",
    proves="whether a deployment shows signs of prompt flow, which is retired on 20 April 2027",
    does_not_prove="that a container which shows no sign of it does not need prompt flow",
    symptoms=(),
)

RETIRED = datetime(2027, 4, 20, tzinfo=UTC)


@check.run
def run(facts: Facts) -> Iterator[Draft]:
    subject = str(facts.workspace.id)
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.", subject=subject)
        return
    candidates = [one for one in facts.deployments if not cannot_be_prompt_flow(one)]
    found = [(one, signs) for one in candidates if (signs := signs_of_prompt_flow(facts, one))]
    if not found:
        for one in candidates:
            # One that could not be read may be a prompt flow's: that is unknown, not skipped.
            facts.environment(one)
        yield check.skipped("No deployment shows signs of prompt flow.", subject=subject)
        return
    names = " and ".join(one.name for one, _ in found)
    serve = "serves" if len(found) == 1 else "serve"
    yield check.failed(
        f"{names} {serve} a prompt flow, {_when(facts.now)}.",
        subject=subject,
        evidence=[signs[0] for _, signs in found],
    )


def _when(now: datetime) -> str:
    if now >= RETIRED:
        return "which was retired on 20 April 2027 and is no longer supported"
    days = (RETIRED - now).days
    return f"which will be retired on 20 April 2027, in {days} days, and whose images get no more updates"
