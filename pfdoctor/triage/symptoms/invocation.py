"""Calls of an endpoint."""

from __future__ import annotations

from pfdoctor.model.symptom import SUGGESTS, Symptom
from pfdoctor.triage.contexts import AZURE, AZURE_ML, INVOKED
from pfdoctor.triage.symptoms.forms import forms
from pfdoctor.triage.symptoms.refusals import refused

SYMPTOMS = (
    Symptom("invoke-auth", "key_auth_access_denied", 0.95),
    Symptom("invoke-auth", "token_auth_access_denied", 0.95),
    *forms("invoke-auth", "{key_auth|token_auth|aad_auth}_{bad|invalid|missing|expired|access|forbidden}", 0.9),
    Symptom("invoke-auth", "aml_token ... expired", 0.7),
    Symptom("invoke-auth", "onlineEndpoints/score/action", 0.9),
    Symptom("invoke-auth", "Make sure you are passing the correct key", SUGGESTS, given=AZURE_ML),
    Symptom("invoke-auth", "EmptyOrInvalidToken", 0.7),
    Symptom("invoke-auth", "auth_mode ... Unauthorized", 0.6, given=AZURE_ML),
    Symptom("invoke-auth", "missing ... Authorization header", 0.5, given=INVOKED),
    *refused(
        "invoke-auth", "onlineEndpoints/score/action", "onlineEndpoints/token/action", "onlineEndpoints/listKeys/action"
    ),
    Symptom("invoke-model-error", "An unexpected error occurred in scoring script", 0.75),
    Symptom(
        "invoke-model-error",
        "input_data",
        0.65,
        given=(*AZURE_ML, *INVOKED),
        near=(
            "not provided",
            "is missing",
            "must contain",
            "is required",
            "missing required",
            "not found in the request",
        ),
    ),
    Symptom("no-traffic", "no valid deployment", 0.8, given=AZURE_ML),
    Symptom("no-traffic", "No deployments were found", 0.6, given=INVOKED),
    Symptom("no-traffic", "doesn't have any valid deployment", 0.85, given=AZURE),
    Symptom("no-traffic", "does not have any deployment", 0.7, given=AZURE),
    Symptom("no-traffic", "no deployment ... positive weight", 0.85),
    Symptom("no-traffic", "No valid deployments to route to", 0.95),
    *forms("no-traffic", "{deployment|deployments} with positive weight", 0.85),
    Symptom("no-traffic", "Specified deployment could not be found", 0.7),
    Symptom("traffic-conflict", "has non-zero traffic", 0.8, given=AZURE_ML, alone=True),
    Symptom("traffic-conflict", "deployment ... traffic ... delete", 0.5, given=AZURE_ML, within=120),
    Symptom("traffic-conflict", "delete deployment with non-zero traffic"),
    Symptom("traffic-conflict", "non-zero traffic weight", 0.85),
    Symptom("traffic-conflict", "deployment ... has ... traffic ... cannot be deleted", 0.7, given=AZURE_ML),
    *forms("timeout", "upstream {request|response} timeout", 0.85, given=AZURE_ML, alone=True),
    Symptom("timeout", "exceeded ... request_timeout_ms", 0.7),
    Symptom("timeout", "longer than ... request_timeout_ms", 0.7),
    Symptom("timeout", "request_timeout_ms ... exceeded", 0.7),
    Symptom("timeout", "requestTimeout ... exceed", 0.6, given=AZURE_ML),
    Symptom("timeout", "Read timed out", 0.5, given=INVOKED),
    Symptom("timeout", "ReadTimeout", 0.5, given=INVOKED),
    Symptom("timeout", "timed out ... /score", 0.6, given=AZURE_ML),
    Symptom("timeout", "The request timed out", 0.5, given=INVOKED),
)
