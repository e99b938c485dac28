#!/usr/bin/env python3
"""Reads the novels out of the R package janeaustenr: python3 datasets/austen.py Rdata.rdb [TITLE] > FILE

The package's data file is a row of compressed objects, each a list of lines as R writes them. With a
TITLE only that novel is printed, else all six, one after another.
"""
import struct
import sys
import zlib


def objects(data):
    at = 0
    while at < len(data):
        stream = zlib.decompressobj()
        yield stream.decompress(data[at + 4:])  # four bytes of length come first
        at = len(data) - len(stream.unused_data)


def lines(data):
    text = 0x00040009  # R's mark of a string in ASCII or of unknown encoding; 0x8009 is UTF-8
    at = 2 + 4 + 4 + 4 + 4 + 5 + 4  # "X\n", three versions, the encoding's length and name, the vector's mark
    count = struct.unpack(">I", data[at:at + 4])[0]
    at += 4
    for _ in range(count):
        mark, length = struct.unpack(">Ii", data[at:at + 8])
        assert mark in (text, 0x00008009, 0x00000009, 0x00040009, 0x00048009), hex(mark)
        at += 8
        yield data[at:at + length].decode("utf-8")
        at += length


wanted = sys.argv[2].upper() if len(sys.argv) > 2 else None
for novel in map(lines, objects(open(sys.argv[1], "rb").read())):
    novel = list(novel)
    if wanted is None or novel[0].upper() == wanted:
        print("\n".join(novel).strip())
