"""Logs and tracebacks of programs that have nothing to do with Azure Machine Learning give no diagnosis."""

from __future__ import annotations

import random

import pytest

NAMES = ("orders", "billing", "mailer", "crawler", "thumbnails", "reports", "payments", "inventory", "auth", "search")
TEMPLATES = (
    '{ip} - - [{day}/Mar/2024:10:11:12 +0000] "GET /{a}/{n} HTTP/1.1" 404 {n} "-" "curl/8.1"',
    '{ip} - - [{day}/Mar/2024:10:11:12 +0000] "POST /scores/{a} HTTP/1.1" 502 {n} "-" "python-requests/2.31"',
    "2024/03/{day} 10:11:12 [error] 31#31: *{n} upstream timed out (110: Connection timed out) while connecting to {a}",
    'open() "/usr/share/nginx/html/{a}.html" failed (2: No such file or directory), client: {ip}',
    'Traceback (most recent call last):\n  File "/srv/{a}/app.py", line {n}, in <module>\n    import {b}\n'
    "ModuleNotFoundError: No module named '{b}'",
    'Traceback (most recent call last):\n  File "/srv/{a}/run.py", line {n}, in main\n    os.environ["{b}"]\n'
    "KeyError: '{b}'",
    "Traceback (most recent call last):\n  File \"/srv/{a}.py\", line {n}\nAttributeError: 'NoneType' object has no "
    "attribute '{b}'",
    'psycopg2.OperationalError: connection to server at "{ip}", port 5432 failed: FATAL: password authentication',
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.{a}.example', port=443): Max retries exceeded",
    "requests.exceptions.ReadTimeout: HTTPConnectionPool(host='{a}', port=80): Read timed out. (read timeout={n})",
    "java.lang.NullPointerException: null\n\tat com.{a}.{b}.Service.run(Service.java:{n})",
    "org.postgresql.util.PSQLException: ERROR: permission denied for table {a}",
    "npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE unable to resolve dependency tree for {a}@{n}.0.0",
    "fatal: Authentication failed for 'https://git.{a}.example/{b}.git/'",
    "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the PutObject operation for {a}",
    "An error occurred (ResourceNotFoundException) when calling the Query operation: {a} not found",
    "User: arn:aws:iam::{n}:user/{a} is not authorized to perform: s3:GetObject on resource: {b}",
    "google.api_core.exceptions.PermissionDenied: 403 Permission '{a}.{b}' denied on resource",
    "googleapiclient.errors.HttpError: <HttpError 429 'Quota exceeded for quota metric {a}'>",
    "kernel: [{n}.123456] Out of memory: Killed process {n} ({a})",
    "sshd[{n}]: Failed password for invalid user {a} from {ip} port 22 ssh2",
    "systemd[1]: {a}.service: Main process exited, code=exited, status=1/FAILURE",
    "redis.exceptions.ConnectionError: Error 111 connecting to {ip}:6379. Connection refused.",
    "ERROR 1045 (28000): Access denied for user '{a}'@'{ip}' (using password: YES)",
    "docker: Error response from daemon: pull access denied for {a}/{b}, repository does not exist",
    "failed to push {a}: denied: requested access to the resource is denied",
    'level=warn ts=2024-03-{day} component={a} msg="slow query" duration={n}ms',
    'django.db.utils.IntegrityError: duplicate key value violates unique constraint "{a}_{b}_pkey"',
    "celery.worker: Task {a}.{b}[{n}] raised unexpected: ValueError('invalid literal for int()')",
    "[{day}:10:11] INFO {a} worker started, 4 threads, listening on 0.0.0.0:{n}",
    "panic: runtime error: index out of range [{n}] with length {n}\n\ngoroutine 1 [running]:\nmain.{a}()",
    "thread 'main' panicked at 'called `Result::unwrap()` on an `Err` value: {a}', src/{b}.rs:{n}",
    "System.OperationCanceledException: The operation was canceled. at {a}.{b}.RunAsync() line {n}",
    "System.UnauthorizedAccessException: Access to the path 'C:\\\\{a}\\\\{b}' is denied.",
    "ORA-01031: insufficient privileges ({a})",
    "E: Unable to locate package {a}-{b}",
    "make: *** [Makefile:{n}: {a}] Error 2",
    "werkzeug.exceptions.InternalServerError: 500 Internal Server Error in {a}",
    "mlflow.exceptions.MissingConfigException: Yaml file '/runs/{n}/meta.yaml' does not exist.",
    'grpc._channel._InactiveRpcError: StatusCode.UNAVAILABLE details = "failed to connect to {a}"',
)


def harmless(number):
    chance = random.Random(number)
    lines = []
    for _ in range(chance.randint(1, 4)):
        a, b = chance.sample(NAMES, 2)
        lines.append(
            TEMPLATES[(number + len(lines) * 7) % len(TEMPLATES)].format(
                a=a,
                b=b,
                n=chance.randint(1, 9_999),
                day=chance.randint(10, 28),
                ip=f"10.{chance.randint(0, 255)}.{chance.randint(0, 255)}.7",
            )
        )
    return "\n".join(lines)


@pytest.mark.parametrize("number", range(200))
def test_a_stranger_s_log_gives_no_diagnosis(diagnose, number):
    assert diagnose(harmless(number)).findings == ()


def test_all_of_them_together_give_none_either(diagnose):
    assert diagnose("\n".join(map(harmless, range(200)))).findings == ()


HEALTHY = """
2024-03-26 05:27:59,210 I [31] azmlinfsrv - AML_FLASK_ONE_COMPATIBILITY is set.
Azure ML Inferencing HTTP server v1.0.0
Server Routes
---------------
Liveness Probe: GET   127.0.0.1:5001/
Score:          POST  127.0.0.1:5001/score
PROMPTFLOW_RUN_MODE: serving
start promptflow serving with worker_num: 8, worker_threads: 1
[2024-03-26 05:28:01][pfserving-app][INFO] - Start promptflow server with port 8080
[2024-03-26 05:28:01][pfserving-app][INFO] - Connection name overrides: {}
[2024-03-26 05:28:02][pfserving-app][INFO] - PromptFlow executor initiated successfully.
127.0.0.1 - - [26/Mar/2024:05:28:03 +0000] "GET /health HTTP/1.0" 200 21 "-" "kube-probe/1.18"
127.0.0.1 - - [26/Mar/2024:05:28:04 +0000] "POST /score HTTP/1.0" 200 812 "-" "-"
"""


def test_the_log_of_a_healthy_deployment_gives_no_diagnosis(diagnose):
    assert diagnose(HEALTHY).findings == ()
