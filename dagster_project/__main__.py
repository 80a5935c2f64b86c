"""`python -m dagster_project`: the command line, where the command `palimpsest` is not on the path."""

from dagster_project.cli.main import main

if __name__ == "__main__":
    main()
