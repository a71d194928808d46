"""Any cut: documented views, measures and dimensions by name, one query builder, and a read-only SQL box."""
