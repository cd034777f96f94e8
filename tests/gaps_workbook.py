"""Fills in the workbook of `handover check --workbook` as somebody does who has the paper files."""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ElementTree.register_namespace("", MAIN)
ElementTree.register_namespace("r", LINKS)

# What each answer goes with, said once.
WHO_ANSWERS = ["Sharon Price", "team leader", "01/12/2026 15:00", "from the paper files"]

# What is chosen from the list of a gap, where it is not that the finding is acknowledged.
CHOSEN = {"risk.staff_safety": "not asked", "risk.assessed": "unknown"}

COUNTERSIGN = {"At": "01/12/2026 16:30", "By, name": "Una Sherwin", "By, role": "senior practitioner", "Decision": "agreed"}
OVERRIDE = {
    "Override, author, name": "Sharon Price",
    "Override, author, role": "team leader",
    "Override, caldicott guardian, name": "Bryn Calder",
    "Override, caldicott guardian, role": "caldicott guardian",
    "Override, in words": "A child is at risk.",
}
ACTION = {
    "Kind": "confirm-last-dose",
    "In words": "Ask the pharmacy for the day of the last dose.",
    "Status": "open",
    "Due": "15/12/2026",
    "Owner, role": "prescriber",
}


def typed(sheet: str, row: dict) -> dict:
    """What somebody types into a row, by heading."""
    key = row.get("Key", "")
    if sheet == "Gaps" and key.startswith("D-"):
        return {"Answer": "acknowledged"}
    if sheet == "Gaps" and key not in ("handover.countersign", "handover.notice", "risk.judgement", "person.pregnancy"):
        return {"Answer": CHOSEN.get(key, "none known")}
    if sheet == "Risk judgement":
        return {"High": "yes", "Reasons": "As the team saw it on Monday."}
    if sheet == "Person pregnancy":
        return {"Status": "not pregnant"}
    if sheet == "Handover countersign":
        return COUNTERSIGN
    if sheet == "Handover notice" and row.get("Objection") == "yes":
        return OVERRIDE
    if sheet == "Handover actions" and not row.get("In words"):
        return ACTION
    return {}


def column(reference: str) -> int:
    number = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters(number: int) -> str:
    return (letters((number - 1) // 26) if number > 26 else "") + chr(ord("A") + (number - 1) % 26)


def put(row, number: int, text: str):
    """Types into a cell, which keeps its place among the others."""
    cells = row.findall(f"{{{MAIN}}}c")
    reference = letters(number) + row.get("r")
    cell = next((cell for cell in cells if cell.get("r") == reference), None)
    if cell is None:
        cell = ElementTree.Element(f"{{{MAIN}}}c", {"r": reference})
        row.insert(sum(column(other.get("r")) < number for other in cells), cell)
    cell.clear()
    cell.attrib.update({"r": reference, "t": "inlineStr"})
    ElementTree.SubElement(ElementTree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t").text = text


def fill_sheet(name: str, sheet, strings: list):
    """Types into the rows of one sheet."""
    rows = sheet.findall(f".//{{{MAIN}}}row")
    if name == "Who answers":
        for row, text in zip(rows, WHO_ANSWERS):
            put(row, 2, text)
        return
    texts = []
    for row in rows:
        cells = [cell for cell in row if cell.find(f"{{{MAIN}}}v") is not None]
        texts.append({column(cell.get("r")): strings[int(cell.find(f"{{{MAIN}}}v").text)] for cell in cells})
    headings = texts[0]
    places = {heading: number for number, heading in headings.items()}
    for row, text in zip(rows[1:], texts[1:]):
        said = {headings[number]: word for number, word in text.items() if number in headings}
        if said.get("Case") not in (None, "EXAMPLE"):
            for heading, word in typed(name, said).items():
                put(row, places[heading], word)


def fill_in(path: Path):
    """Fills in the workbook at that path, in its place."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    strings = ElementTree.fromstring(parts["xl/sharedStrings.xml"])
    strings = ["".join(text.text or "" for text in one.iter(f"{{{MAIN}}}t")) for one in strings]
    links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    links = {link.get("Id"): "xl/" + link.get("Target") for link in links}
    for entry in ElementTree.fromstring(parts["xl/workbook.xml"]).find(f"{{{MAIN}}}sheets"):
        part = links[entry.get(f"{{{LINKS}}}id")]
        sheet = ElementTree.fromstring(parts[part])
        fill_sheet(entry.get("name"), sheet, strings)
        parts[part] = ElementTree.tostring(sheet, encoding="utf-8", xml_declaration=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
