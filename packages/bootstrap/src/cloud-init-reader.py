"""Reads seeds as Debian's own cloud-init does.

stdin: a JSON list of {metaData, userData, networkConfig}; stdout: {answers: what it made of each, warnings: its log}.
"""
import contextlib, copy, io, json, logging, os, sys, tempfile

from cloudinit import handlers, helpers, safeyaml, user_data, util
from cloudinit.config.schema import SchemaValidationError, get_schema, validate_cloudconfig_file
from cloudinit.distros import fetch, rhel, ug_util
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.net import eni, netplan, network_state, networkd, sysconfig

work = tempfile.TemporaryDirectory()
paths = helpers.Paths({"cloud_dir": work.name, "run_dir": work.name})
default_user = {"name": "debian", "lock_passwd": True, "gecos": "Debian", "groups": ["adm", "sudo"], "shell": "/bin/bash"}
distro = fetch("debian")("debian", {"default_user": default_user}, paths)
log = io.StringIO()
logging.basicConfig(stream=log, level=logging.WARNING)


def schema_errors(text):
    """As `cloud-init schema --config-file` finds them."""
    path = os.path.join(work.name, "part")
    with open(path, "w") as out:
        out.write(text)
    try:
        validate_cloudconfig_file(path, get_schema())
        return []
    except SchemaValidationError as error:
        return [str(error)]


def read_parts(text):
    """The parts that its multipart reader finds, and the one config that its handler merges of them."""
    message = user_data.UserDataProcessor(paths).process(text.encode())
    handler = CloudConfigPartHandler(paths)
    handler.handle_part(None, handlers.CONTENT_START, "", "", "", {})
    parts = []
    for part in message.walk():
        if user_data.is_skippable(part):
            continue
        content = part.get_payload(decode=True).decode()
        kind = part.get_content_type()
        errors = []
        if kind == "text/cloud-config":
            errors = schema_errors(content)
            handler.handle_part(None, kind, part.get_filename(), content, "", dict(part))
        parts.append({"type": kind, "filename": part.get_filename(), "content": content, "schemaErrors": errors})
    return parts, handler.cloud_buf


def read_network(text):
    """The configuration of a guest with netplan, ifupdown, systemd-networkd and of the Red Hat family."""
    state = network_state.parse_net_config_data(util.load_yaml(text))
    with tempfile.TemporaryDirectory() as target:
        eni.Renderer({"eni_path": "interfaces"}).render_network_state(state, target=target)
        os.makedirs(os.path.join(target, "etc/sysconfig/network-scripts"))
        sysconfig.Renderer(rhel.Distro.renderer_configs["sysconfig"]).render_network_state(state, target=target)
        files = {}
        for folder, _, names in os.walk(target):
            for name in names:
                with open(os.path.join(folder, name)) as text:
                    files[name] = text.read()
    return {
        "netplan": util.load_yaml(netplan.Renderer()._render_content(state))["network"],
        "networkd": networkd.Renderer()._render_content(state),
        "files": files,
    }


def read(seed):
    parts, merged = read_parts(seed["userData"])
    users, _ = ug_util.normalize_users_groups(copy.deepcopy(merged), distro)
    return {
        "metaData": util.load_yaml(seed["metaData"]),
        "parts": parts,
        "merged": merged,
        "mergedSchemaErrors": schema_errors("#cloud-config\n" + safeyaml.dumps(merged)),
        "defaultUser": ug_util.extract_default(copy.deepcopy(users))[0],
        "users": users,
        "network": read_network(seed["networkConfig"]),
    }


with contextlib.redirect_stdout(log):
    answers = [read(seed) for seed in json.load(sys.stdin)]
json.dump({"answers": answers, "warnings": log.getvalue()}, sys.stdout)
