"""A version of the dataset as one page to look at."""
