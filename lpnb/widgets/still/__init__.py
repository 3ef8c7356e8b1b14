"""A still picture of a workbench, for a notebook that is read where there is no kernel."""

from lpnb.widgets.still.keeper import Still

__all__ = ["Still"]
