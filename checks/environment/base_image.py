"""A prompt flow runs in an image built from Microsoft's, and that image is pinned.

The server that answers /score is part of the image `mcr.microsoft.com/azureml/promptflow/promptflow-runtime-stable`
(or `promptflow-runtime`). An image of one's own must be built from it (`FROM` in its Dockerfile). A tag such as
`latest`, or none, can mean another image at the next start of a container: then a deployment that worked stops
working though nobody changed it. These images get no more updates, so a pinned one loses nothing.

Azure does not show what an image in another registry, or a build context, is built from: look into the Dockerfile.
With --project pfdoctor does: the FROM of the last stage counts.

How to confirm by hand: `az ml environment show --name NAME --version VERSION --query "{image:image, build:build}"`. In
the studio, Environments, the environment, "Details".

How to mend: write the full tag, or better the digest (`@sha256:...`), into `image`, register a new version of the
environment and point the deployment at it, which restarts it (15 minutes or more).
Tell an administrator, where the image lies in a registry of others: the image, and why its tag must not move.

https://learn.microsoft.com/azure/machine-learning/prompt-flow/how-to-customize-session-base-image
"""

from collections.abc import Iterator

from pfdoctor.api import (
    Check,
    Deployment,
    Draft,
    Environment,
    EnvironmentFile,
    Evidence,
    Facts,
    Image,
    Project,
    Symptom,
    cannot_be_prompt_flow,
    signs_of_prompt_flow,
)

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
        Symptom("environment-missing-package", "EmptyLLMApiMapping"),
        "please upgrade your promptflow sdk version",
    ),
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
    named = Image(image)
    if not named.pinned:
        return check.failed(f"{name} names its image {_how(named)}, so it can change.", evidence=evidence)
    if named.prompt_flow:
        return check.passed(f"{name} runs {image}.", evidence=evidence)
    message = f"Whether {image} of {name} is built from Microsoft's prompt flow image is not shown; look at its FROM."
    return check.skipped(message, evidence=evidence)


def _how(image: Image) -> str:
    return f"by the tag {image.tag}" if image.tag else "without a tag"


@check.files(lambda project: project.all_environments, "environments in files")
def on_files(project: Project, environment: EnvironmentFile, _: Facts | None) -> Iterator[Draft]:
    users = project.users_of(environment)
    of_flow = any(project.deploys_flow(one) and one.scoring_script is None for one in users)
    if not of_flow and environment.image is not None and environment.image.hole:
        yield check.skipped(f"Nothing shows that {environment.name} is a prompt flow's.")
        return
    image, subject, evidence = _base(project, environment)
    if not of_flow and not (image is not None and image.prompt_flow):
        yield check.skipped(f"Nothing shows that {environment.name} is a prompt flow's.", subject=subject)
    elif image is None:
        yield check.skipped(f"{environment.name} is built from a Dockerfile that is not here.", subject=subject)
    elif not image.pinned:
        message = f"{environment.name} names its image {_how(image)}, so it can change."
        yield check.failed(message, subject=subject, evidence=evidence)
    elif image.prompt_flow:
        yield check.passed(f"{environment.name} is built from {image}.", subject=subject, evidence=evidence)
    elif image.known_to_lack_prompt_flow:
        message = f"{environment.name} is built from {image}, which has no server for a prompt flow."
        yield check.failed(message, subject=subject, evidence=evidence)
    else:
        message = f"Whether {image} of {environment.name} is built from Microsoft's image is not shown."
        yield check.skipped(message, subject=subject, evidence=evidence)


def _base(project: Project, environment: EnvironmentFile) -> tuple[Image | None, str, list[Evidence]]:
    """The image that is built on or taken as it is, and where it is named. Raises Unreadable if that is open."""
    if environment.build is None:
        node = environment.image
        if node is None:
            return None, environment.place, []
        environment.filled("image")
        return Image(node.text), node.place, [node.source.evidence(node.line, "image", node.text)]
    made = environment.dockerfile(project.root)
    if made is None:
        return None, environment.body.place_of("build"), []
    return Image(made.known()), made.source.place(made.line), [made.source.evidence(made.line, "FROM", made.base)]
