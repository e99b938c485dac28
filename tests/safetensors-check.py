#!/usr/bin/env python3
"""Reads a safetensors file by the format's published rules and prints what is in it; exit 1 if a rule is
broken. It is independent of common/models/safetensors*.c, and of the Python package `safetensors`, which it replaces
where that is not installed: the package checks nothing more than these rules.

    tests/safetensors-check.py FILE
    tests/safetensors-check.py --package FILE     the same output by the package (and numpy), to compare
"""
import json
import struct
import sys

FORMAT = {"F64": "d", "F32": "f", "F16": "e", "I64": "q", "I32": "i", "I16": "h", "I8": "b", "U8": "B"}
OURS = len(sys.argv) == 2


def once(pairs):
    keys = [k for k, _ in pairs]
    assert len(keys) == len(set(keys)), f"a key twice: {keys}"
    return dict(pairs)


def read(path):
    with open(path, "rb") as f:
        content = f.read()
    (n,) = struct.unpack("<Q", content[:8])
    assert n <= 100_000_000 and 8 + n <= len(content), f"header of {n} bytes"
    assert n % 8 == 0, "the numbers do not begin at a multiple of 8"
    text = content[8 : 8 + n].decode("utf-8")
    assert text[0] == "{" and text.rstrip(" ")[-1] == "}", "the header is not {...} and spaces"
    header = json.loads(text, object_pairs_hook=once)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(v, str) for v in metadata.values()), "metadata that is not a string"
    data, end, tensors = content[8 + n :], 0, []
    for name, t in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert set(t) == {"dtype", "shape", "data_offsets"}, f"{name}: {list(t)}"
        begin, stop = t["data_offsets"]
        size = struct.calcsize(FORMAT[t["dtype"]])
        count = 1
        for d in t["shape"]:
            count *= d
        assert begin == end, f"{name}: a hole or an overlap at {begin}"
        assert begin % size == 0, f"{name}: PyTorch cannot view bytes {begin} as {t['dtype']}"
        assert stop - begin == count * size, f"{name}: {stop - begin} bytes for {count} {t['dtype']}"
        end = stop
        tensors.append((name, t["dtype"], t["shape"], struct.unpack(f"<{count}{FORMAT[t['dtype']]}", data[begin:stop])))
    assert end == len(data), f"{end} bytes are told, {len(data)} are there"
    return metadata, tensors


def read_by_package(path):
    from safetensors import safe_open

    with safe_open(path, framework="np") as f:
        metadata = f.metadata() or {}
        keys = sorted(f.keys(), key=lambda k: f.get_slice(k).get_dtype())
        return metadata, [
            (k, f.get_slice(k).get_dtype(), f.get_slice(k).get_shape(), f.get_tensor(k).flatten().tolist()) for k in keys
        ]


metadata, tensors = read(sys.argv[1]) if OURS else read_by_package(sys.argv[2])
for key in sorted(metadata):
    print(json.dumps(key), json.dumps(metadata[key]))
for name, dtype, shape, numbers in sorted(tensors):
    print(name, dtype, tuple(shape), *(x.hex() if isinstance(x, float) else x for x in numbers))
