"""The world as it would be once a plan is applied, for the checks to judge."""

from __future__ import annotations

from collections.abc import Sequence

from pfdoctor.azure.session import Session, in_process
from pfdoctor.bundle.answer import Answer
from pfdoctor.bundle.answers import answerer
from pfdoctor.bundle.file import Bundle, Caller
from pfdoctor.fix.simulate import simulate
from pfdoctor.model.plan import Step
from pfdoctor.model.target import Target


def foresee(session: Session, target: Target, answers: Sequence[Answer], steps: Sequence[Step]) -> Session:
    """A session on what was answered so far, changed as the steps would change it. Nothing of it leaves the process."""
    caller = session.caller
    bundle = Bundle(target, session.now, tuple(answers), caller=Caller(caller))
    return in_process(answerer(simulate(bundle, steps)), session.now, caller)
