"""Storage accounts."""

from __future__ import annotations

from pfdoctor.model.symptom import HINTS, Symptom
from pfdoctor.triage.contexts import AZURE_ML, STORAGE
from pfdoctor.triage.symptoms.forms import forms
from pfdoctor.triage.symptoms.reasons import BLOCKED, DENIED
from pfdoctor.triage.symptoms.refusals import asked_for, refused

SYMPTOMS = (
    Symptom("storage-data-role", "Startup task failed due to authorization error", 0.6),
    Symptom("storage-data-role", "Startup task failed due to incorrect role assignments", 0.6),
    Symptom("storage-data-role", "AuthorizationPermissionMismatch"),
    Symptom("storage-data-role", "not authorized to perform this operation using this permission"),
    *asked_for("storage-data-role", "Storage Blob Data Reader", "Storage Blob Data Contributor"),
    *refused("storage-data-role", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/"),
    *refused("storage-data-role", "Microsoft.Storage/storageAccounts/fileServices/"),
    Symptom("caller-storage-data-role", "You don't have permission to alter this storage account", 0.97),
    Symptom("caller-storage-data-role", "don't have permission ... storage account ... Storage Blob Data", 0.9),
    Symptom(
        "caller-storage-data-role",
        "Ensure that you have been assigned both Storage Blob Data Reader and Storage Blob Data Contributor",
        0.97,
    ),
    Symptom(
        "caller-storage-data-role", "upload ... AuthorizationPermissionMismatch", 0.95, given=AZURE_ML, within=4000
    ),
    Symptom("caller-storage-data-role", "_artifact_utilities ... AuthorizationPermissionMismatch", 0.97, within=4000),
    Symptom(
        "caller-storage-data-role",
        "_blob_storage_helper ... not authorized to perform this operation using this permission",
        0.97,
        within=4000,
    ),
    *forms(
        "caller-storage-data-role",
        "{upload|uploading|az ml model create|az ml data create|az ml job create}",
        0.6,
        given=AZURE_ML,
        near=(*DENIED, "AuthorizationPermissionMismatch"),
        unless=BLOCKED,
    ),
    Symptom("storage-file-privileged-contributor", "Unable to access the dag.yaml file"),
    Symptom("storage-file-privileged-contributor", "Unable to access ... flow.dag.yaml", 0.8),
    *asked_for("storage-file-privileged-contributor", "Storage File Data Privileged Contributor"),
    Symptom("storage-file-privileged-contributor", "Please check the storage setting", 0.7, given=AZURE_ML),
    Symptom("storage-file-privileged-contributor", "Unable to access ... original storage location", 0.9),
    Symptom(
        "storage-posix-acl", "This flow was created by ... but access to the workspace and default storage account"
    ),
    Symptom("storage-posix-acl", "access to the workspace and default storage account allows you to edit it"),
    Symptom("storage-posix-acl", "Clone it to avoid accidental overwrites", 0.8),
    Symptom("storage-posix-acl", "POSIX ACL", 0.7, given=STORAGE, alone=True),
    Symptom("storage-posix-acl", "hierarchical namespace", 0.7, near=("ACL", "access control list")),
    Symptom(
        "storage-network-blocked",
        "This request is not authorized to perform this operation",
        0.85,
        unless=("using this permission", "AuthorizationPermissionMismatch", "listKeys"),
        given=STORAGE,
    ),
    Symptom(
        "storage-network-blocked",
        "AuthorizationFailure ... This request is not authorized",
        0.9,
        unless=("using this permission",),
    ),
    Symptom("storage-network-blocked", "AuthorizationFailure", 0.7, given=STORAGE, unless=("using this permission",)),
    Symptom("storage-network-blocked", "storage account ... behind a firewall", 0.7, within=120),
    Symptom("storage-network-blocked", "Microsoft.DPrep.ErrorValues.PermissionDenied", 0.8),
    *forms("storage-network-blocked", "ScriptExecution.{StreamAccess|WriteStreams}.Authentication", 0.7),
    Symptom("storage-data-role", "Permission denied while trying to write", 0.75, given=AZURE_ML),
    Symptom("storage-network-blocked", "ScriptExecution.StreamAccess.NetworkAccess"),
    Symptom("storage-network-blocked", "serverless ... build ... storage account ... private", HINTS),
    Symptom("storage-network-blocked", "core.windows.net ... Name or service not known", 0.7),
    Symptom("storage-network-blocked", "core.windows.net ... getaddrinfo", 0.6),
    Symptom("storage-network-blocked", "core.windows.net ... Connection timed out", 0.6),
    Symptom("storage-network-blocked", "PublicAccessNotPermitted", 0.8),
    Symptom("storage-network-blocked", "storage account firewall", 0.5),
    Symptom("storage-network-blocked", "StorageAuthError", 0.6),
    Symptom("storage-shared-key-disabled", "Key based authentication is not permitted on this storage account"),
    Symptom("storage-shared-key-disabled", "KeyBasedAuthenticationNotPermitted"),
    Symptom("storage-shared-key-disabled", "allowSharedKeyAccess: false", 0.7),
    Symptom("storage-shared-key-disabled", "allowSharedKeyAccess=false", 0.7),
    Symptom("storage-shared-key-disabled", "allowSharedKeyAccess is false", 0.7),
    Symptom("storage-shared-key-disabled", "shared key access ... disabled", 0.8, given=STORAGE),
    Symptom("storage-shared-key-disabled", "shared key ... not permitted", 0.8, given=STORAGE),
    Symptom("model-artifact-not-found", "Unable to download user model/code artifacts"),
    Symptom("model-artifact-not-found", "Unable to download user model"),
    Symptom("model-artifact-not-found", "BlobContainerNotFound", 0.85),
    Symptom("model-artifact-not-found", "The specified container does not exist", 0.8, given=STORAGE),
    Symptom("model-artifact-not-found", "StorageManifestError", 0.8),
    Symptom("model-artifact-not-found", "The specified blob does not exist", 0.7, given=AZURE_ML),
    Symptom("model-artifact-not-found", "NoSuchModelRegistered", 0.8),
    *forms(
        "model-artifact-not-found",
        "Model {with name|version|asset|container} ... {not found|does not exist|could not be found|was not found}",
        0.75,
        given=AZURE_ML,
        within=160,
    ),
    *forms(
        "model-artifact-not-found",
        "model ... {not found|does not exist|doesn't exist|could not be found} in {|the |this |your |provided }"
        "{workspace|registry}",
        0.7,
        given=AZURE_ML,
        within=120,
    ),
    *forms("model-artifact-not-found", "{ModelNotFound|ModelVersionNotFound}", 0.7, given=AZURE_ML),
    Symptom("model-artifact-not-found", "ModelNotFound: Model with name", 0.8),
    Symptom("model-artifact-not-found", "There is no registered model", 0.7, given=AZURE_ML),
    Symptom("model-artifact-not-found", "Model download failed", 0.5, given=AZURE_ML),
    Symptom("model-artifact-not-found", "Kind: Pod, Name: DownloadFailed", 0.5),
)
