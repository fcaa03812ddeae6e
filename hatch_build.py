"""What every distribution must carry beside the sources; without it none is built."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COLLECTED = "build/static"
MADE = ("src/miqyas/web/static/vendor/vega.js", "src/miqyas/reports/geo/world.json")


class CarryAssets(BuildHookInterface):  # type: ignore[misc]
    """Refuse to build without assets; put the collected static files where the settings look for them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before anything is packed; an editable installation takes its assets as they come."""
        if version == "editable":
            return
        if missing := missing_assets(Path(self.root)):
            raise SystemExit(f"Not built: {', '.join(missing)} missing. Run: python3 dev.py build")
        if self.target_name == "wheel":
            build_data["force_include"][COLLECTED] = "miqyas/server/static"


def missing_assets(root: Path) -> list[str]:
    """Files that a distribution needs and that are not there; each folder is told by its first one."""
    folders = tomllib.loads((root / "front" / "assets.toml").read_text(encoding="utf-8"))["folder"]
    wanted = [[f"{folder['to']}/{name}" for name in folder["files"]] for folder in folders]
    wanted += [[name] for name in (*MADE, f"{COLLECTED}/staticfiles.json")]
    lacking = ([name for name in names if not (root / name).is_file()] for names in wanted)
    return [names[0] for names in lacking if names]
