"""What public bodies publish, typed: fee schedule, localities, pair edits, unit limits, thresholds."""
