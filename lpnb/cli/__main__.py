"""``python -m lpnb.cli`` is ``lpnb``."""

from lpnb.cli import main

raise SystemExit(main())
