"""The tables of the dataset by subject; `core/schema` lists them all."""
