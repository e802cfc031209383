"""Turns the example instances of IHE PCF from FSH into R4 JSON, rule by rule.

    python3 ihe_pcf.py FOLDER-WITH-FSH resources/ihe-pcf/examples

Writes every Consent, and the resources that the examples speak of. Rules it does not know stop it.
"""

import json
import re
import sys
from pathlib import Path

ALIASES = {"LOINC": "http://loinc.org", "SCT": "http://snomed.info/sct", "UCUM": "http://unitsofmeasure.org"}
PROFILES = {  # instances of profiles say so, as SUSHI writes it
    "BasicConsent": ("Consent", "https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentBasic"),
    "IntermediateConsent": ("Consent", "https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentIntermediate"),
    "AdvancedConsent": ("Consent", "https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentAdvanced"),
    "http://hl7.org/fhir/StructureDefinition/bp": ("Observation", "http://hl7.org/fhir/StructureDefinition/bp"),
    "http://hl7.org/fhir/StructureDefinition/bodyweight":
        ("Observation", "http://hl7.org/fhir/StructureDefinition/bodyweight"),
}
WANTED = {"Consent", "Observation", "Encounter", "Group", "Organization", "Practitioner"}
LISTS = {"category", "performer", "organization", "policy", "purpose", "securityLabel", "actor", "data", "security",
         "coding", "component", "note", "member", "telecom", "profile"}
CONCEPTS = {"scope", "category", "role", "code"}  # CodeableConcept; every other coded element here is a Coding or a code


def code(text):
    system, _, rest = text.partition("#")
    value, _, display = rest.partition(" ")
    coding = {"system": ALIASES.get(system, system), "code": value}
    if display:
        coding["display"] = display.strip().strip('"')
    return coding


def value(name, text):
    if text.startswith("Reference("):
        return {"reference": text[len("Reference("):-1]}
    if text.startswith("#"):
        return text[1:]
    quantity = re.fullmatch(r"(-?[\d.]+) '([^']+)' \"([^\"]+)\"", text)
    if quantity:
        number = float(quantity[1]) if "." in quantity[1] else int(quantity[1])
        return {"value": number, "unit": quantity[3], "system": ALIASES["UCUM"], "code": quantity[2]}
    if re.match(r"[\w:/.-]+#", text):
        coding = code(text)
        return {"coding": [coding]} if name in CONCEPTS else coding
    if text in ("true", "false"):
        return text == "true"
    return text.strip('"')


def put(root, path, text, places):
    here, steps, trail = root, path.split("."), ""
    for depth, step in enumerate(steps):
        name, *indexes = re.findall(r"[^\[\]]+", step)
        trail += "." + name + "".join("[" + i + "]" for i in indexes if i not in "+=")
        nested = name == "provision" and depth > 0
        many = nested or name in LISTS
        last = depth == len(steps) - 1
        if not many:
            if last:
                here[name] = value(name, text)
            else:
                here = here.setdefault(name, {})
            continue
        items = here.setdefault(name, [])
        key = (id(items), trail)
        if "+" in indexes:
            places[key] = len(items)
        at = places.setdefault(key, len(items))
        if last:
            items.append(value(name, text))
        else:
            if at == len(items):
                items.append({})
            here = items[at]


def instances(text):
    for block in re.split(r"(?m)^(?=Instance:|Profile:|ValueSet:|RuleSet:|Extension:|CodeSystem:)", text):
        name = re.match(r"Instance:\s*(\S+)", block)
        if name:
            of = re.search(r"(?m)^InstanceOf:\s*(\S+)", block)[1]
            yield name[1], of, re.findall(r"(?m)^\* (\S+) = (.+?)\s*$", block)


def main(source, target):
    for file in sorted(Path(source).glob("*.fsh")):
        for name, of, rules in instances(file.read_text()):
            kind, profile = PROFILES.get(of, (of, None))
            if kind not in WANTED:
                print("left out:", name, of)
                continue
            resource = {"resourceType": kind, "id": name}
            if profile:
                resource["meta"] = {"profile": [profile]}
            places = {}
            for path, text in rules:
                put(resource, path, text, places)
            Path(target, name + ".json").write_text(json.dumps(resource, indent=2) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
