"""The base image that the flow names is Microsoft's prompt flow image, and pinned.

A flow that is deployed from the studio with "environment of current flow definition" runs in the image that
`environment.image` of flow.dag.yaml names, with the packages of its requirements.txt on top. Where it names none, the
newest prompt flow image is taken. The server that answers /score is part of the image
`mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable` (or `promptflow-runtime`), so any other must be built
from it.

A tag such as `latest`, or none, can mean another image at the next deployment. These images get no more updates, so a
pinned one loses nothing.

How to confirm by hand: look at `environment:` in flow.dag.yaml; in the studio, the flow's "Raw file mode" shows it.

How to mend: write the full tag or the digest. An image of one's own starts its Dockerfile with `FROM` Microsoft's; what
an image in another registry is built from cannot be seen, so that one is not judged. The next deployment takes it
(15 minutes). Nobody else is needed.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-customize-session-base-image
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Draft, Facts, Flow, Image, Project, failed_at

check = Check(
    id="flow-image",
    title="The flow's own base image is a prompt flow image, and pinned",
    severity="warning",
    after=("flow-deployable",),
    proves="flow.dag.yaml names a prompt flow image of Microsoft's by a tag or digest that is pinned",
    does_not_prove="that the image's packages fit the flow, or what an image of another registry is built from",
    symptoms=("No module named", "Package tool", "please upgrade your promptflow sdk version"),
)


@check.files(lambda project: project.flows, "flows")
def run(_: Project, flow: Flow, __: Facts | None) -> Iterator[Draft]:
    if flow.image is None and flow.body:
        yield check.skipped(f"{flow.source.name} names no image; the newest prompt flow image is taken.")
        return
    image = Image(flow.text("environment.image"))
    path = "environment.image"
    subject = flow.body.place_of(path)
    if not image.pinned:
        how = f"by the tag {image.tag}" if image.tag else "without a tag"
        yield failed_at(check, flow.body, path, f"{flow.source.name} names its image {how}, so it can change.")
    elif image.prompt_flow:
        yield check.passed(f"{flow.source.name} runs in {image}.", subject=subject, evidence=[flow.evidence(path)])
    elif image.known_to_lack_prompt_flow:
        message = f"{image} is not built from Microsoft's prompt flow image, so it has no server for the flow."
        yield failed_at(check, flow.body, path, message)
    else:
        message = f"Whether {image} is built from Microsoft's prompt flow image is not shown; look at its FROM."
        yield check.skipped(message, subject=subject, evidence=[flow.evidence(path)])
