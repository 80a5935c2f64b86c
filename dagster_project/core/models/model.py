"""What a derived table is made of, and the columns that several of them share."""

from dataclasses import dataclass

from dagster_project.core.columns import BIG, DAY, REAL, TEXT, Column


@dataclass(frozen=True, slots=True)
class Model:
    """One derived table: its key (a row's values there are its own) and its columns, in the statement's order."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def site() -> Column:
    """The column that names a site."""
    return Column("site", TEXT, "Site that published.")


def count(name: str, description: str) -> Column:
    """A column that counts."""
    return Column(name, BIG, description, low=0)


def share(name: str, description: str) -> Column:
    """A column that holds a share, 0-1."""
    return Column(name, REAL, description, low=0, high=1)


def day(name: str, description: str, *, nullable: bool = False) -> Column:
    """A column that holds a day."""
    return Column(name, DAY, description, nullable=nullable)


def party(id_column: str = "party_id", name_column: str = "name", what: str = "Party") -> tuple[Column, Column]:
    """The two columns that name a party: its id, and the name to show."""
    return (
        Column(id_column, TEXT, f"{what}.", references="parties.party_id"),
        Column(name_column, TEXT, "Name to show."),
    )
