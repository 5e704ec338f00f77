"""Judges cloud-configs as Debian's own cloud-init does.

stdin: a JSON list of texts; stdout: for each {value: as read, readError: why not, errors, deprecations}, the last two as lists
of the keys that they are about.
"""
import base64, datetime, json, sys

import yaml
from cloudinit import safeyaml
from cloudinit.config.schema import SchemaValidationError, get_schema, validate_cloudconfig_schema


def plain(value):
    """As JSON has it: dates and bytes as what they are called here."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"date": value.isoformat()[:10]}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return repr(value) if isinstance(value, float) and value != value or value in (float("inf"), float("-inf")) else value


def judge(text):
    try:
        value = safeyaml.load(text)
    except (yaml.YAMLError, ValueError, TypeError) as error:
        return {"readError": str(error), "errors": [], "deprecations": []}
    if value is not None and not isinstance(value, dict):
        return {"value": plain(value), "errors": ["no mapping"], "deprecations": []}
    errors, deprecations = [], []
    try:
        validate_cloudconfig_schema(value or {}, schema, strict=True, log_deprecations=True)
    except SchemaValidationError as error:
        errors = [problem.path for problem in error.schema_errors or []]
        deprecations = [problem.path for problem in error.schema_deprecations or []]
    return {"value": plain(value), "errors": errors, "deprecations": deprecations}


schema = get_schema()
json.dump([judge(text) for text in json.load(sys.stdin)], sys.stdout)
