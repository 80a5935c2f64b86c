"""The jobs. One materializes everything; it is what `palimpsest build` runs."""

import dagster as dg

from dagster_project.defs.maintenance import WRITES, maintenance

PINNED = dg.in_process_executor
"""Everyday runs stay in one process: a step of its own costs seconds of imports, and the heavy ones have their own workers."""

CHAIN = dg.AssetSelection.all() - dg.AssetSelection.groups("sources", "marts") - dg.AssetSelection.assets("release")
"""From what is stored to a version: what a build makes."""

build = dg.define_asset_job(
    "build",
    selection=CHAIN,
    tags=WRITES,
    description="Capture, extract, derive, audit, publish. Give files or folders as `inputs`; none means the bundled sample.",
)

rebuild = dg.define_asset_job(
    "rebuild",
    selection=CHAIN,
    tags=WRITES,
    config={"ops": {"extraction": {"config": {"everything": True}}}},
    description="Read every stored capture again and derive everything anew. For a part of them set `everything` to false and "
    "give `extraction` a site, or first and last day of capture. A version is published only where something differs.",
)
make_release = dg.define_asset_job(
    "make_release",
    selection=dg.AssetSelection.assets("release"),
    description="Write the newest version as files to download, check and cite.",
)

JOBS = (build, rebuild, make_release, maintenance)
