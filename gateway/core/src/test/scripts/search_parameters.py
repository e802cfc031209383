#!/usr/bin/env python3
"""Writes the table of FHIR R4 resource types and search parameters that the core reads.

    mvn dependency:get -Dartifact=ca.uhn.hapi.fhir:hapi-fhir-validation-resources-r4:8.8.0
    python3 gateway/core/src/test/scripts/search_parameters.py PATH-OF-THAT-JAR > \
        gateway/core/src/main/resources/org/consentgateway/core/fhir/search-parameters-r4.txt

One line each, fields separated by one blank:
    type NAME
    NAME CODE KIND TARGETS PATHS
TARGETS: of a reference the types it may point to, `*` for any; of a composite its components; else `-`.
PATHS: dotted JSON member names below the resource, separated by commas, `-` where there is none. A choice element bears
the name of its type where the expression casts it (`valueQuantity`), else `value[x]` stands for every type it may have.
"""
import json
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

MODEL = "org/hl7/fhir/r4/model/"
FHIR = "{http://hl7.org/fhir}"
REFUSED_COMMON = {"_content", "_query", "_text"}  # the core knows these by name and refuses them


BY_HAND = {  # expressions that name no plain element
    ("InsurancePlan", "name"): ["name", "alias"],
    ("Patient", "deceased"): ["deceased[x]"],
    ("PlanDefinition", "definition"): ["action.definitionCanonical", "action.definitionUri"],
}


def elements(jar, name):
    for event, node in ET.iterparse(jar.open(MODEL + "profile/" + name)):
        if node.tag == FHIR + "StructureDefinition":
            kind = node.find(FHIR + "kind").get("value")
            derivation = node.find(FHIR + "derivation")
            if derivation is not None and derivation.get("value") == "constraint":
                node.clear()
                continue
            paths = [e.find(FHIR + "path").get("value") for e in node.iter(FHIR + "element") if e.find(FHIR + "path") is not None]
            abstract = node.find(FHIR + "abstract").get("value") == "true"
            yield node.find(FHIR + "name").get("value"), kind, abstract, paths
            node.clear()


def main(path):
    jar = zipfile.ZipFile(path)
    types, choices = set(), set()
    for name, kind, abstract, paths in elements(jar, "profiles-resources.xml"):
        if kind == "resource" and not abstract:
            types.add(name)
        choices.update(p[:-3] for p in paths if p.endswith("[x]"))
    entries = [e["resource"] for e in json.load(jar.open(MODEL + "sp/search-parameters.json"))["entry"]]
    codes = {p["url"]: p["code"] for p in entries}
    for name in sorted(types):
        print("type", name)
    lines = []
    for parameter in entries:
        for base in parameter["base"]:
            owners = sorted(types) if base == "Resource" else [base] if base in types else []
            if parameter["code"] in REFUSED_COMMON:
                continue
            for owner in owners:
                lines.append((owner, parameter["code"], parameter["type"], targets(parameter, types, codes),
                              ",".join(sorted(set(where(parameter, base, owner, choices)))) or "-"))
    for line in sorted(lines):
        print(*line)


def targets(parameter, types, codes):
    if parameter["type"] == "composite":
        return "$".join(codes[c["definition"]] for c in parameter["component"])
    if parameter["type"] != "reference":
        return "-"
    named = set(parameter.get("target", []))
    return "*" if not named or len(named) > 100 else ",".join(sorted(named & types))


def where(parameter, base, owner, choices):
    if (owner, parameter["code"]) in BY_HAND:
        yield from BY_HAND[(owner, parameter["code"])]
        return
    for alternative in re.split(r"\s*\|\s*", parameter.get("expression", "")):
        plain = alternative.strip().strip("()") if alternative.count("(") != alternative.count(")") else alternative.strip()
        if plain.startswith("(") and plain.endswith(")"):
            plain = plain[1:-1]
        while True:  # where(...), exists() and the like narrow, they do not move
            shorter = re.sub(r"\.(where|exists|not|resolve|first)\([^()]*(\([^()]*\)[^()]*)*\)", "", plain)
            if shorter == plain:
                break
            plain = shorter
        plain = re.sub(r"\[\d+\]", "", plain)
        plain = re.sub(r"^\((\S+) as (\w+)\)", lambda m: m[1] + " as " + m[2], plain)
        plain = re.sub(r"(\S+) as (\w+)", lambda m: cast(m[1], m[2], choices), plain)
        plain = re.sub(r"^(\S+?)\.as\((\w+)\)", lambda m: cast(m[1], m[2], choices), plain)
        plain = plain.strip().strip("()")
        if not re.fullmatch(r"[A-Za-z.]+", plain):
            continue
        if plain.split(".")[0] != base or "." not in plain:
            continue
        if plain in choices or plain.endswith(".useContext.value"):
            plain += "Reference" if parameter["type"] == "reference" else "[x]"
        yield plain.split(".", 1)[1]


def cast(path, kind, choices):
    return path + kind[0].upper() + kind[1:] if path in choices else path


main(sys.argv[1])
