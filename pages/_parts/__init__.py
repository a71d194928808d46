"""What the pages share: the workspace of the session, the filter bar, and how figures, pictures and tables look."""
