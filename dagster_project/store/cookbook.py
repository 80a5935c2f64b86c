"""The documented questions of `sql/queries`: listing them, and asking one of a version."""

import difflib
from collections.abc import Mapping

import duckdb

from dagster_project.core.cookbook import Recipe, read_recipe
from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import SQL
from dagster_project.store.sql import identifier, literal, statement


def recipes() -> list[Recipe]:
    """Every documented question, in order of name."""
    paths = sorted((SQL / "queries").glob("*.sql"))
    return [read_recipe(path.stem, path.read_text(encoding="utf-8")) for path in paths]


def recipe_named(name: str) -> Recipe:
    """The question NAME. Raises PalimpsestError where there is none, with the nearest name."""
    found = {recipe.name: recipe for recipe in recipes()}
    if name in found:
        return found[name]
    near = difflib.get_close_matches(name, found, 1)
    raise PalimpsestError(
        f"@{name}: no such question{f'; did you mean @{near[0]}?' if near else ''} `palimpsest query --list` lists them"
    )


def give(connection: duckdb.DuckDBPyConnection, recipe: Recipe, values: Mapping[str, str]) -> None:
    """Set VALUES as the variables that RECIPE's statement reads. Raises PalimpsestError for one that it doesn't take."""
    for name, value in values.items():
        if name not in recipe.given:
            takes = ", ".join(recipe.given) or "nothing"
            raise PalimpsestError(f"@{recipe.name}: takes {takes}, not {name}")
        connection.execute(statement("store/set_variable", name=identifier(name), value=literal(value)))
