#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks of --json and --yaml.

    dumps.py same JSON YAML                  both hold the same, times of the daemon's clock aside
    dumps.py shape SHAPES OBJECT LIST FILE VERSION
                                            every record of LIST has the keys of OBJECT that SHAPES (json-shapes.md)
                                            lists, each of the kind it says
    dumps.py get FILE EXPRESSION             the value of a Python expression over the document d
"""
import json
import re
import sys

import yaml

# What the shapes list for v0.0.46 and earlier versions do not have, or have otherwise: (first version, last version).
ADDED = {
    "JOB_INFO": {"step_id": 44, "submit_line": 44, "memory_update_delay": 45, "memory_update_margin": 45, "runtime": 46},
    "NODE": {"suspend_time": 45, "res_cores_per_gpu": 42, "topology": 42, "tls_cert_last_renewal": 43, "cert_flags": 43},
    "PARTITION_INFO": {"flags": 45, "partition/exclusive": 45, "partition/oversubscribe": 45, "preempt_mode": 45,
                       "select_type": 41, "cpus/task_binding": 45, "topology": 43},
    "JOB": {"exclusive": 45, "oversubscribe": 45, "sluid": 45, "original_sluid": 45, "reservation/requested": 44,
            "segment_size": 43},
    "LICENSE": {"Nodes": 44},
    "USER": {"default/qos": 44},
    "CONTROLLER_PING": {"status": 45},
}
REMOVED = {
    "JOB_INFO": {"container_type": (45, 45), "power/flags": (40, 43)},
    "NODE": {"external_sensors": (40, 44), "power": (40, 44), "tres_weighted": (40, 44)},
    "PARTITION_INFO": {"maximums/shares": (40, 45), "maximums/oversubscribe/jobs": (40, 45),
                       "maximums/oversubscribe/flags": (40, 45), "defaults/memory_per_cpu": (40, 45)},
    "RESERVATION_INFO": {"watts": (40, 43)},
    "STATS_MSG": {"parts_packed": (40, 43)},
    "CLUSTER_REC": {"select_plugin": (40, 45)},
    "CONTROLLER_PING": {"mode": (40, 44), "pinged": (40, 44)},
}


def is_number(value):
    return (isinstance(value, dict) and set(value) == {"set", "infinite", "number"}
            and isinstance(value["set"], bool) and isinstance(value["infinite"], bool)
            and isinstance(value["number"], (int, float)) and not isinstance(value["number"], bool))


def is_exit(value):
    return (isinstance(value.get("status"), list) and is_number(value["return_code"])
            and is_number(value["signal"]["id"]) and isinstance(value["signal"]["name"], str))


def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_words(value):
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def is_tres(value):
    return isinstance(value, list) and all({"type", "name", "id", "count"} <= set(each) for each in value)


KINDS = {
    "s": lambda v: isinstance(v, str), "u": is_whole, "i": is_whole, "b": lambda v: isinstance(v, bool),
    "l": is_words, "t": is_whole, "N": is_number, "Nt": is_number, "Nf": is_number,
    "Nb": lambda v: isinstance(v, bool) or is_number(v), "exit": is_exit, "tres[]": is_tres, "state[]": is_words,
    "MEM_PER_CPUS": is_number, "MEM_PER_NODE": is_number, "HOLD": lambda v: isinstance(v, bool),
    "USER_ID": lambda v: isinstance(v, str), "GROUP_ID": lambda v: isinstance(v, str), "CORE_SPEC": is_number,
    "THREAD_SPEC": is_number, "NICE": is_whole, "JOB_FLAGS": is_words, "JOB_MAIL_FLAGS": is_words,
    "JOB_SHARED": is_words, "JOB_REASON": lambda v: isinstance(v, str), "PARTITION_STATES": is_words,
}


def fields_of(shapes, name):
    text = re.search(r"\*\*" + name + r"\*\* \(\d+ fields\): (.*)", open(shapes).read()).group(1)
    return re.findall(r"`([^`]+)`:([\w\[\]]+)", text)


def look_up(record, path):
    for key in path.split("/"):
        if not isinstance(record, dict) or key not in record:
            return None, False
        record = record[key]
    return record, True


def records_of(document, names):
    """LIST may name a list within each record of another one: jobs.steps"""
    records = [document]
    for name in names.split("."):
        lists = [record[name] if isinstance(record[name], list) else [record[name]] for record in records]
        records = [each for part in lists for each in part]
    return records


def shape(shapes, name, names, path, version):
    version = int(version)
    records = records_of(json.load(open(path)), names)
    assert records, "no record in " + names
    wrong = set()
    for record in records:
        for key, kind in fields_of(shapes, name):
            value, found = look_up(record, key)
            wanted = version >= ADDED.get(name, {}).get(key, 40)
            if found != wanted and not (key == "cpus/task_binding" and found):
                wrong.add(f"{key}: {'missing' if wanted else 'too early'}")
            elif found and key != "cpus/task_binding" and kind in KINDS and not KINDS[kind](value):
                wrong.add(f"{key}: not of kind {kind}: {value!r}")
        for key, (first, last) in REMOVED.get(name, {}).items():
            if look_up(record, key)[1] != (first <= version <= last):
                wrong.add(f"{key}: is of the versions {first} to {last}")
    assert not wrong, "\n".join(sorted(wrong))


# What two calls in a row may tell differently.
MOVES = {"last_update", "elapsed", "cpu_load", "free_mem", "minimum", "maximum", "command", "source", "load", "free"}


def still(value):
    if isinstance(value, dict):
        return {key: still(each) for key, each in value.items() if key not in MOVES}
    return [still(each) for each in value] if isinstance(value, list) else value


def same(first, second):
    a, b = json.load(open(first)), yaml.safe_load(open(second))
    assert still(a) == still(b), "JSON and YAML differ"


def get(path, expression):
    print(json.dumps(eval(expression, {"d": json.load(open(path))})))  # of our own tests, in single quotes


if __name__ == "__main__":
    try:
        {"same": same, "shape": shape, "get": get}[sys.argv[1]](*sys.argv[2:])
    except AssertionError as problem:
        sys.exit(str(problem))
