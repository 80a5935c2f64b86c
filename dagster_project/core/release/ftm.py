"""Parties, articles and mentions as entities of FollowTheMoney, for investigators' tools (Aleph, OpenSanctions).

An entity is a JSON object: id, schema, properties with lists of texts (followthemoney.tech, model 4). A mention stands
for all namings of a party in an article; it points at the party where the model allows that (persons and bodies), and
tells of a country by its code.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

Entity = dict[str, Any]
BODIES: Final = frozenset({"Person", "LegalEntity", "Organization", "PublicBody", "Company"})
"""Schemata that a mention may be resolved to: LegalEntity and those below it."""


def entity_id(kind: str, *parts: str) -> str:
    """A stable id: letters, digits and dashes only, as the format wants them."""
    return f"palimpsest-{kind}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"


def _entity(id_: str, schema: str, **properties: Sequence[str | None]) -> Entity:
    kept = {name: [v for v in values if v] for name, values in sorted(properties.items())}
    return {"id": id_, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def party_entity(party: Mapping[str, Any], alpha2: Mapping[str, str]) -> Entity:
    """A row of `parties` as an entity; ALPHA2 gives a country's two letters for its three."""
    schema, code = party["ftm_schema"], alpha2.get(party["country"] or "", "").lower()
    more: dict[str, Sequence[str | None]] = {}
    if schema == "Address":
        more["full"] = [party["name"]]
    if schema == "Territory" and code:
        more["territoryCode"] = [code]
    if (
        schema in BODIES - {"Person"}
        and party["parent_id"]
        and not party["parent_id"].startswith(("country:", "place:"))
    ):
        more["parent"] = [entity_id("party", party["parent_id"])]
    return _entity(
        entity_id("party", party["party_id"]),
        schema,
        name=[party["name"]],
        country=[code],
        wikidataId=[party["wikidata_id"]],
        **more,
    )


def article_entity(article: Mapping[str, Any]) -> Entity:
    """A row of `articles` (article_id, title where given, url, published_on, site) as an Article."""
    published: date | None = article["published_on"]
    return _entity(
        entity_id("article", article["article_id"]),
        "Article",
        fileName=[article["article_id"]],
        title=[article.get("title")],
        sourceUrl=[article["url"]],
        publisher=[article["site"]],
        publishedAt=[published.isoformat() if published else None],
    )


def mention_entity(row: Mapping[str, Any], alpha2: Mapping[str, str]) -> Entity:
    """All namings of a party in an article (article_id, party_id, surfaces, ftm_schema, country) as a Mention."""
    resolved = [entity_id("party", row["party_id"])] if row["ftm_schema"] in BODIES else []
    return _entity(
        entity_id("mention", row["article_id"], row["party_id"]),
        "Mention",
        document=[entity_id("article", row["article_id"])],
        name=list(row["surfaces"]),
        resolved=resolved,
        detectedSchema=[row["ftm_schema"]],
        contextCountry=[alpha2.get(row["country"] or "", "").lower()],
    )
