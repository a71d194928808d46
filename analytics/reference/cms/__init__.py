"""CMS's own quarterly files: checked, and kept in the workspace beside the tables that are shipped."""

from analytics.reference.cms.load import Kept, Loaded, drop, listed, load

__all__ = ["Kept", "Loaded", "drop", "listed", "load"]
