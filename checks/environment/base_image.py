"""A prompt flow runs in an image built from Microsoft's, and that image is pinned.

The server that answers /score is part of the image `mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable`
(or `promptflow-runtime`). An image of one's own must be built from it (`FROM` in its Dockerfile). A tag such as
`latest`, or none, can mean another image at the next start of a container: then a deployment that worked stops
working though nobody changed it. These images get no more updates, so a pinned one loses nothing.

Azure does not show what an image in another registry, or a build context, is built from: look into the Dockerfile.

How to confirm by hand: `az ml environment show --name NAME --version VERSION --query "{image:image, build:build}"`.

How to mend: write the full tag, or better the digest (`@sha256:...`), into `image`, register a new version of the
environment and point the deployment at it, which restarts it.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-customize-session-base-image
"""

from collections.abc import Iterator

from pfdoctor.api import Check, Deployment, Draft, Environment, Facts, cannot_be_prompt_flow, signs_of_prompt_flow

check = Check(
    id="base-image",
    title="The prompt flow runs in a pinned image of Microsoft's, or built from it",
    severity="warning",
    after=("inference-config",),
    proves="the environment names a prompt flow image of Microsoft's by a tag or digest that is pinned",
    does_not_prove="that the image's packages fit the flow; of an image in another registry nothing is proved",
    symptoms=(
        "No module named",
        "Package tool",
        "EmptyLLMApiMapping",
        "please upgrade your promptflow sdk version",
    ),
)

IMAGES = tuple(
    f"{host}/azureml/promptflow/{name}"
    for host in ("mcr.microsoft.com", "mcr.azk8s.cn")
    for name in ("promptflow-runtime", "promptflow-runtime-stable", "promptflow-python")
)


@check.each(lambda facts: facts.deployments, "deployments")
def run(facts: Facts, deployment: Deployment) -> Iterator[Draft]:
    if facts.on_kubernetes:
        yield check.skipped("pfdoctor does not judge endpoints on Kubernetes.")
        return
    other = cannot_be_prompt_flow(deployment)
    if other:
        yield check.skipped(f"The image does not matter here: {other}.")
        return
    environment = facts.environment(deployment)
    if environment is None or not signs_of_prompt_flow(facts, deployment):
        yield check.skipped(f"Nothing shows that {deployment.name} serves a prompt flow.")
        return
    yield _judge(environment)


def _judge(environment: Environment) -> Draft:
    name = f"{environment.name}:{environment.version}"
    image = environment.image
    if environment.document.value("properties.build"):
        message = f"{name} is built from a Dockerfile that Azure does not show; look at its FROM."
        return check.skipped(message, evidence=[environment.evidence("properties.build.dockerfilePath")])
    if image is None:
        need = environment.document.need(f"environment {name} names neither image nor build")
        return check.unknown(f"What {name} runs is not told.", need)
    evidence = [environment.evidence("properties.image")]
    repository, tag = split(image)
    if tag in ("", "latest"):
        how = "without a tag" if not tag else "by the tag latest"
        return check.failed(f"{name} names its image {how}, so it can change under the deployment.", evidence=evidence)
    if repository.lower() in IMAGES:
        return check.passed(f"{name} runs {image}.", evidence=evidence)
    message = f"Whether {image} of {name} is built from Microsoft's prompt flow image is not shown; look at its FROM."
    return check.skipped(message, evidence=evidence)


def split(image: str) -> tuple[str, str]:
    """The repository and the tag or digest, "" if there is neither; a colon before a slash belongs to a port."""
    name, _, digest = image.partition("@")
    place = name.rfind(":")
    tagged = place > name.rfind("/")
    repository = name[:place] if tagged else name
    return repository, digest or (name[place + 1 :] if tagged else "")
