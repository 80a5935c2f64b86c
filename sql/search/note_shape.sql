-- Note the shape of the index's tables.
pragma user_version = {{shape}}
