"""Descriptors of a release that programs read: Frictionless Data Package v2 and MLCommons Croissant 1.0."""

from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from dagster_project.core.columns import Column, Table
from dagster_project.core.release.shape import DESCRIPTION, KEYWORDS, TITLE, Release, ReleasedFile

MEDIA_TYPES: Final = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "jsonl": "application/jsonlines",
    "ftm": "application/jsonlines",
}
_ENCODING: Final = {"parquet": "application/x-parquet"}
"""Names of formats that Croissant's own reader knows otherwise."""
CITE: Final = "Palimpsest, version {version}. A versioned dataset of what state news agencies publish, and later unsay."
LICENSE_NOTE: Final = (
    "Facts, identifiers, offsets and the arrangement: CC0-1.0. Texts of articles, where the release holds them, belong to "
    "those who published them."
)
_CC0: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_CONTEXT_TERMS: Final = (
    *(
        "citeAs",
        "column",
        "equivalentProperty",
        "extract",
        "field",
        "fileProperty",
        "fileObject",
        "fileSet",
        "format",
        "includes",
    ),
    *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated"),
    *("replace", "samplingRate", "separator", "source", "subField", "transform"),
)


def _kind(type_: pa.DataType) -> str:
    """The plain name of an Arrow type: text, integer, number, boolean, day, time, list."""
    tests = (
        ("list", pa.types.is_list),
        ("time", pa.types.is_timestamp),
        ("day", pa.types.is_date),
        ("boolean", pa.types.is_boolean),
        ("integer", pa.types.is_integer),
        ("number", pa.types.is_floating),
    )
    return next((name for name, test in tests if test(type_)), "text")


_FRICTIONLESS: Final = {
    "list": "array",
    "time": "datetime",
    "day": "date",
    "boolean": "boolean",
    "integer": "integer",
    "number": "number",
    "text": "string",
}
_CROISSANT: Final = {
    "list": "sc:Text",
    "time": "sc:DateTime",
    "day": "sc:Date",
    "boolean": "sc:Boolean",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "text": "sc:Text",
}


def table_schema_type(type_: pa.DataType) -> str:
    """The type that a Table Schema gives a column of the Arrow type TYPE_."""
    return _FRICTIONLESS[_kind(type_)]


def _field(column: Column, key: tuple[str, ...], style: str) -> dict[str, Any]:
    """A column as a field of a Table Schema, with the constraints that the registry states.

    In CSV an empty text and a missing one look alike, so that only a text of the key is required there.
    """
    told = style != "csv" or column.name in key or _kind(column.type) != "text"
    bounds: dict[str, Any] = {"required": told and not column.nullable}
    if key == (column.name,):
        bounds["unique"] = True
    if column.values:
        bounds["enum"] = list(column.values)
    whole = pa.types.is_integer(column.type)
    if column.low is not None:
        bounds["minimum"] = int(column.low) if whole else column.low
    if column.high is not None:
        bounds["maximum"] = int(column.high) if whole else column.high
    kind = table_schema_type(column.type)
    extra = {"format": "default"} if kind in {"datetime", "date"} else {}
    return {"name": column.name, "type": kind, **extra, "description": column.description, "constraints": bounds}


def _reference(table: Table, column: Column) -> dict[str, Any]:
    assert column.references is not None
    target, _, name = column.references.partition(".")
    return {
        "fields": [column.name],
        "reference": {"resource": "" if target == table.name else target, "fields": [name]},
    }


def _resource(release: Release, file: ReleasedFile) -> dict[str, Any]:
    described = {
        "path": file.name,
        "format": file.name.rpartition(".")[2],
        "mediatype": MEDIA_TYPES[release.style],
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if file.table is None:
        return {"name": "entities", **described, "description": "Entities of FollowTheMoney, one a line."}
    table = next(t for t in release.tables if t.name == file.table)
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(c, table.key, release.style) for c in table.columns],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    references = [_reference(table, c) for c in table.columns if c.references]
    if references:
        schema["foreignKeys"] = references
    return {
        "name": table.name,
        "type": "table",
        **described,
        "description": f"A row is {table.row}.",
        "schema": schema,
        "rows": file.rows,
    }


def datapackage(release: Release) -> dict[str, Any]:
    """The release as a Frictionless Data Package v2. `rows` of a resource is a property of our own."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "palimpsest",
        "title": TITLE,
        "description": f"{DESCRIPTION} {LICENSE_NOTE}",
        "version": str(release.version),
        "created": f"{release.through:%Y-%m-%dT%H:%M:%SZ}",
        "keywords": list(KEYWORDS),
        "licenses": [{"name": "CC0-1.0", "path": _CC0, "title": "CC0 1.0, of facts and arrangement; not of the texts"}],
        "contributors": [{"title": "The Palimpsest developers", "roles": ["creator"]}],
        "resources": [_resource(release, file) for file in release.files],
    }


def _context() -> dict[str, Any]:
    return {
        "@language": "en",
        "@vocab": "https://schema.org/",
        **{term: f"cr:{term}" for term in _CONTEXT_TERMS},
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "sc": "https://schema.org/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
    }


def _croissant_field(release: Release, table: Table, column: Column) -> dict[str, Any]:
    kind = _kind(column.type)
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": column.description,
        "dataType": _CROISSANT[kind],
        "source": {"fileObject": {"@id": f"{table.name}.{release.style}"}, "extract": {"column": column.name}},
    }
    if kind == "list":
        field["repeated"] = True
        if pa.types.is_struct(column.type.value_type):
            del field["dataType"]
            field["subField"] = [_subfield(field, inner) for inner in column.type.value_type]
    return field


def _subfield(field: Mapping[str, Any], inner: pa.Field) -> dict[str, Any]:
    """A part of the structs that a list holds."""
    return {
        "@type": "cr:Field",
        "@id": f"{field['@id']}/{inner.name}",
        "name": f"{field['name']}/{inner.name}",
        "description": f"{inner.name.capitalize()} of: {field['description']}",
        "dataType": _CROISSANT[_kind(inner.type)],
        "source": {**field["source"], "transform": {"jsonPath": f"$[*].{inner.name}"}},
    }


def croissant(release: Release) -> dict[str, Any]:
    """The release as a Croissant 1.0 description: a file object a file, a record set a table, a field a column.

    References between tables stand in the Data Package only: Croissant's reader joins what a field refers to while it
    reads, and can't do so between files that it reads in parts.
    """
    by_name = {t.name: t for t in release.tables}
    return {
        "@context": _context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "palimpsest",
        "description": f"{DESCRIPTION} {LICENSE_NOTE}",
        "version": _semantic(release),
        "license": _CC0,
        "citeAs": CITE.format(version=release.version),
        "datePublished": f"{release.version.day:%Y-%m-%d}",
        "keywords": list(KEYWORDS),
        "creator": {"@type": "sc:Organization", "name": "The Palimpsest developers"},
        "isLiveDataset": False,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.name,
                "name": file.name,
                "contentUrl": file.name,
                "contentSize": f"{file.size} B",
                "encodingFormat": _ENCODING.get(release.style, MEDIA_TYPES[release.style]),
                "sha256": file.sha256,
            }
            for file in release.files
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": file.table,
                "name": file.table,
                "description": f"A row is {by_name[file.table].row}.",
                "key": [{"@id": f"{file.table}/{name}"} for name in by_name[file.table].key],
                "field": [_croissant_field(release, by_name[file.table], c) for c in by_name[file.table].columns],
            }
            for file in release.files
            if file.table is not None
        ],
    }


def _semantic(release: Release) -> str:
    """The calendar version in the three numbers that Croissant asks for: without leading zeros, a second one added on."""
    day, number = release.version.day, release.version.number
    return f"{day.year}.{day.month}.{day.day}" + (f"+{number}" if number else "")
