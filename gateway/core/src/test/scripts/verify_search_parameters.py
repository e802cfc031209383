#!/usr/bin/env python3
"""Checks that every path of search-parameters-r4.txt exists in the definitions of FHIR R4.

    python3 gateway/core/src/test/scripts/verify_search_parameters.py PATH-OF-THE-JAR PATH-OF-THE-TABLE
"""
import sys
import xml.etree.ElementTree as ET
import zipfile

FHIR = "{http://hl7.org/fhir}"
MODEL = "org/hl7/fhir/r4/model/profile/"


def definitions(jar):
    """Element path to (type codes, path of the element that it reuses)."""
    found = {}
    for name in ("profiles-resources.xml", "profiles-types.xml"):
        for _, node in ET.iterparse(jar.open(MODEL + name)):
            if node.tag != FHIR + "StructureDefinition":
                continue
            derivation = node.find(FHIR + "derivation")
            if derivation is None or derivation.get("value") != "constraint":
                for element in (e for snapshot in node.iter(FHIR + "snapshot") for e in snapshot.iter(FHIR + "element")):
                    reused = element.find(FHIR + "contentReference")
                    found[element.find(FHIR + "path").get("value")] = (
                        [t.find(FHIR + "code").get("value") for t in element.findall(FHIR + "type")],
                        None if reused is None else reused.get("value")[1:])
            node.clear()
    return found


def step(found, here, name):
    types, reused = found.get(here, ([], None))
    if reused:
        return step(found, reused, name)
    for owner in [here] + types:
        if owner + "." + name in found:
            return owner + "." + name
        for path in found:
            if path.startswith(owner + ".") and path.endswith("[x]") and path.count(".") == owner.count(".") + 1:
                stem = path[len(owner) + 1:-3]
                for code in found[path][0]:
                    if name == stem + code[0].upper() + code[1:]:
                        return code
    return None


def main(jar, table):
    found, wrong = definitions(zipfile.ZipFile(jar)), 0
    for field in (line.split() for line in open(table)):
        for path in field[4].split(",") if len(field) == 5 and field[4] != "-" else []:
            here = field[0]
            for name in path.split("."):
                here = here and step(found, here, name)
            if not here:
                wrong += 1
                print("no such element:", field[0], field[1], path)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
