-- The shape of the index's tables; 0 where there are none, and in those made before shapes had numbers.
pragma user_version
