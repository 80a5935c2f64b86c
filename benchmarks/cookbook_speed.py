"""How fast the cookbook's questions and full-text search answer on a large dataset of invented rows.

    python -m benchmarks.cookbook_speed                         100,000 articles and 2,000,000 mentions
    python -m benchmarks.cookbook_speed --articles 1000000      and 20,000,000: some minutes and 4 GB of disk to make
    python -m benchmarks.cookbook_speed --folder big --only search

The rows are Parquet files in the shape of the reading copy, drawn by hashes of their numbers: the same ones each time.
They are made once a folder. Each question is asked three times, the best counts; derived tables are stored first, as
`palimpsest marts` does. Search is timed from the words to the marked snippets, with the index there.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.core.schema import TABLES
from dagster_project.core.search import cut_snippet, find_spans, parse_search
from dagster_project.store.cookbook import recipes
from dagster_project.store.home import Home
from dagster_project.store.marts import write_models
from dagster_project.store.reading_copy import DataFile, define_views, stored_name
from dagster_project.store.search import Wanted, search
from dagster_project.store.search_index import add_files, index_path

MENTIONS = 20
"""Mentions an article."""
SETTINGS: dict[str, str | bool | int | float | list[str]] = {"memory_limit": "2GB"}
COUNTRIES = ("PRK", "KOR", "USA", "RUS", "CHN", "JPN", "CUB", "SYR", "VNM", "LAO", "MNG", "DEU", "FRA", "GBR", "IRN")
ROWS = {
    "parties": """
        select
            type || ':' || case when type = 'country' and n < len($countries) then $countries[n + 1] else 'Party ' || n end
                as party_id,
            'Party ' || n as name, type,
            case type
                when 'country' then case when n < len($countries) then $countries[n + 1] else 'X' || n end
                when 'person' then case when n % 20 = 0 then $countries[1 + n % len($countries)] else 'PRK' end
            end as country,
            null as parent_id, null as wikidata_id, null as cameo, 'Thing' as ftm_schema, true as listed
        from (select 'country' as type, unnest(range(190)) as n
              union all select 'person', unnest(range(8000)) union all select 'organization', unnest(range(6000))
              union all select 'place', unnest(range(5000)) union all select 'group', unnest(range(100)))
        order by party_id""",
    "articles": """
        select
            article_id,
            case when i % 7 = 0 and i > 0 then lag(article_id) over (order by i) else article_id end as story_id,
            site, 'https://' || article_id as url, 'Title ' || $words[1 + (hash(i, 'a') % 2000)::int] || ' '
            || $words[1 + (hash(i, 'b') % 2000)::int] as title, body, [body] as paragraphs, 'en' as language,
            case when hash(i, 'k') % 20 = 0 then 'leader_activity' when hash(i, 'k') % 20 < 3 then 'statement'
                else 'report' end as kind,
            date '1997-01-01' + (hash(i, 'd') % 10700)::int as published_on, 'page_date' as published_from,
            case when hash(i, 's') % 200 = 0 then 'deleted' else 'live' end as state,
            case when hash(i, 's') % 200 = 0 or hash(i, 's') % 33 = 1 then 2 else 1 end::int as revisions,
            180::int as word_count, timestamptz '2024-01-01 00:00:00+00' as first_captured_at,
            timestamptz '2025-01-01 00:00:00+00' as last_captured_at, md5(i::varchar) as capture_id, i
        from (
            select
                i, ['kcna.kp', 'kcna.co.jp', 'kcnawatch.org'][1 + i % 3] as site,
                ['kcna.kp', 'kcna.co.jp', 'kcnawatch.org'][1 + i % 3] || '/' || md5(i::varchar) as article_id,
                list_aggregate([$words[1 + floor(2000 * pow((hash(i, w) % 100003) / 100003.0, 3))::int] for w in range(180)],
                    'string_agg', ' ') as body
            from range($articles) as t (i)
        )
        order by article_id""",
    "revisions": """
        select
            article_id, revision, title, case when deleted then '' else body end as body, published_on,
            md5(i || '/' || revision) as content_sha256,
            timestamptz '2024-01-01 00:00:00+00' + to_days(revision) as first_captured_at, last_captured_at, capture_id,
            case when revision = 1 then 'created' when deleted then 'deleted' else 'edited' end as change,
            case when revision > 1 then 0.9 end as similarity
        from (select *, unnest(range(1, revisions + 1))::int as revision, revision = 2 and state = 'deleted' as deleted
              from articles)
        order by article_id, revision""",
    "mentions": """
        select
            article_id, case when state = 'deleted' then 1 else revisions end::int as revision, (m + 1)::int as mention_id,
            'body' as field,
            type || ':' || case when type = 'country' and n < len($countries) then $countries[n + 1] else 'Party ' || n end
                as party_id,
            type, 'Party ' || n as surface, (m * 10)::int as char_start, (m * 10 + 8)::int as char_end, 'rule' as rule,
            1.0 as confidence
        from (
            select *, floor(most * pow((hash(i, m, 'p') % 1000003) / 1000003.0, 4))::int as n
            from (
                select article_id, state, revisions, i, m,
                    ['country', 'person', 'person', 'organization', 'place'][1 + m % 5] as type,
                    [190, 8000, 8000, 6000, 5000][1 + m % 5] as most
                from articles, range($mentions) as t (m)
            )
        )
        order by article_id, mention_id""",
    "datelines": """
        select article_id, 1::int as revision, 1::int as ordinal, 'x' as text, 'Party ' || n as place,
            'place:Party ' || n as place_id, $countries[1 + n % len($countries)] as country, 39.0 as latitude,
            125.0 as longitude, published_on as date, 'KCNA' as agency, 0::int as char_start, 5::int as char_end
        from (select *, floor(5000 * pow((hash(i, 'l') % 10007) / 10007.0, 5))::int as n from articles)
        order by article_id""",
    "roles": """
        select article_id, revision, mention_id as ordinal, party_id as person_id,
            ['director', 'vice-minister', 'chairman', 'ambassador'][1 + (hash(party_id, year(published_on)) % 4)::int] as role,
            'organization:Party ' || hash(party_id) % 300 as affiliation_id, 'x' as surface, char_start, char_end, rule
        from mentions inner join articles using (article_id)
        where mentions.type = 'person' and hash(i, mention_id) % 16 = 0
        order by article_id, ordinal""",
    "attendance": """
        select article_id, revision, row_number() over (partition by article_id order by mention_id)::int as ordinal,
            1::int as list, row_number() over (partition by article_id order by mention_id)::int as rank,
            party_id as person_id, 'accompanied by' as cue, null as role, char_start, char_end
        from mentions inner join articles using (article_id)
        where mentions.type = 'person' and i % 12 = 0
        qualify row_number() over (partition by article_id, party_id order by mention_id) = 1
        order by article_id, ordinal""",
    "changes": """
        select article_id, 1::int as from_revision, 2::int as to_revision, last_captured_at as changed_after,
            published_on::timestamptz + to_days((i % 60)::int) as changed_at,
            case when state = 'deleted' then 'deleted' else ['typo', 'name', 'sentence', 'number'][1 + i % 4] end as kind,
            0.9 as similarity, ['one'] as removed, ['two'] as added
        from articles where revisions = 2 order by article_id""",
    "erasures": """
        select article_id, party_id, 1::int as from_revision, 2::int as to_revision,
            timestamptz '2025-01-01 00:00:00+00' as erased_at,
            case when state = 'deleted' then 'deleted' else 'edited_out' end as kind, 1::int as mentions_before,
            0::int as mentions_after
        from mentions inner join articles using (article_id) where revisions = 2 and mention_id <= 3
        qualify row_number() over (partition by article_id, party_id order by mention_id) = 1
        order by article_id, party_id""",
    "story_links": """
        select least(article_id, story_id) as article_id, greatest(article_id, story_id) as other_article_id,
            'near_duplicate' as rule, 0.95 as similarity, 'words' as evidence
        from articles where article_id <> story_id order by 1, 2""",
    "versions": """
        select 1::int as version, 1 as snapshot_id, timestamptz '2025-01-01 00:00:00+00' as created_at,
            'invented ' || $articles as digest""",
}
"""How the rows of each table are drawn; the other tables are empty."""
WORDS = ["strategic", "dialogue", "paper", "river", *(f"w{n:04d}x" for n in range(1996))]
SEARCHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("w1990x w1991x", {}),
    ("strategic dialogue", {}),
    ("strategic AND dialogue", {}),
    ("paper OR river", {}),
    ("strategic", {"since": date(2010, 1, 1), "until": date(2010, 12, 31)}),
    ("river", {"party": "country:RUS"}),
    ("w1500x", {"party": "person:Party 4000"}),
    ("w19*", {"ever": True}),
)


def make_rows(folder: Path, articles: int) -> None:
    """Write each table of ROWS as a Parquet file into FOLDER, unless it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    given = {"articles": articles, "mentions": MENTIONS, "countries": list(COUNTRIES), "words": WORDS}
    with duckdb.connect(config=SETTINGS) as connection:
        connection.execute(f"set temp_directory = '{folder / 'spill'}'")
        connection.execute("set TimeZone = 'UTC'")
        for name, rows in ROWS.items():
            path = folder / f"{name}.parquet"
            if not path.exists():
                used = {k: v for k, v in given.items() if f"${k}" in rows}
                temporary = path.with_suffix(".tmp")
                connection.execute(f"copy ({rows}) to '{temporary}' (format parquet, compression zstd)", used)
                temporary.rename(path)
            connection.execute(f"create or replace view {name} as from '{path}'")


def open_rows(folder: Path, stored: Path | None) -> duckdb.DuckDBPyConnection:
    """A connection with the reading copy's views over the rows in FOLDER, with the derived tables in STORED."""
    connection = duckdb.connect(config=SETTINGS)
    connection.execute(f"set temp_directory = '{folder / 'spill'}'")
    files = {t: [DataFile(str(folder / f"{t}.parquet"))] if t in ROWS else [] for t in TABLES}
    define_views(connection, files, stored)
    return connection


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least time of TIMES that WORK takes."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def time_storing(folder: Path) -> Iterator[tuple[str, float]]:
    """Storing the derived tables, where they aren't."""
    with open_rows(folder, None) as plain:
        target = folder / "marts" / stored_name(plain)
        if not target.is_dir():
            yield "store the derived tables, once", seconds(lambda: write_models(plain, target), 1)


def time_questions(folder: Path) -> Iterator[tuple[str, float]]:
    """Each question of the cookbook."""
    with open_rows(folder, folder / "marts") as dataset:
        for recipe in recipes():
            yield f"@{recipe.name}", seconds(lambda sql=recipe.sql: dataset.execute(sql).fetchall())  # type: ignore[misc]


def time_search(folder: Path, articles: int) -> Iterator[tuple[str, float]]:
    """Making the index, adding nothing to it, then each search."""
    home = Home.at(folder)
    with open_rows(folder, None) as dataset:
        files = {folder / "revisions.parquet"}
        if not index_path(home).exists():
            yield f"index of {articles:,} articles, once", seconds(lambda: add_files(home, dataset, files), 1)
            yield "index, megabytes", index_path(home).stat().st_size / 1e6
        for words, more in SEARCHES:
            wanted = Wanted(parse_search(words), **more)

            def ask(wanted: Wanted = wanted) -> int:
                hits = search(home, dataset, wanted, 20)
                return sum(len(cut_snippet(h.text, find_spans(h.text, wanted.search))[0]) for h in hits)

            found = len(search(home, dataset, wanted, 20))
            yield f"search {words} {more or ''} ({found} shown)", seconds(ask)


def main() -> None:
    """Make the rows and time what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="keep the rows here (default: made and thrown away)")
    parser.add_argument("--only", choices=("questions", "search"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        start = time.perf_counter()
        make_rows(folder, asked.articles)
        print(f"{asked.articles:,} articles, {asked.articles * MENTIONS:,} mentions, {os.cpu_count()} cores")
        print(f"{time.perf_counter() - start:9.2f}  rows made")
        for only, timed in (
            (asked.only, time_storing(folder)),
            ("questions", time_questions(folder)),
            ("search", time_search(folder, asked.articles)),
        ):
            if asked.only in (None, only):
                for what, value in timed:
                    print(f"{value:9.3f}  {what}", flush=True)


if __name__ == "__main__":
    main()
