"""The jobs. One materializes everything; it is what `palimpsest build` runs."""

import dagster as dg

from dagster_project.defs.maintenance import maintenance

PINNED = dg.in_process_executor
"""Everyday runs stay in one process: a step of its own costs seconds of imports, and the heavy ones have their own workers."""

build = dg.define_asset_job(
    "build",
    selection=(dg.AssetSelection.all() - dg.AssetSelection.groups("sources", "marts"))
    | dg.AssetSelection.all_asset_checks(),
    description="Capture, extract, derive, audit, publish. Give files or folders as `inputs`; none means the bundled sample.",
)

JOBS = (build, maintenance)
