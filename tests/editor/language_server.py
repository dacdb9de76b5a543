"""A client of yaml-language-server: it asks what an editor asks, and waits for the answers."""

import json
import subprocess
from pathlib import Path
from typing import Any, Self

from vagrantgen.export.schema import Schema

Position = dict[str, int]


class LanguageServer:
    """A language server that runs until the end of its `with` block."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            [*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self._asked = 0
        self._ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities={})
        self._tell("initialized")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ask("shutdown")
        self._tell("exit")
        self._process.communicate(timeout=30)

    def problems(self, file: Path) -> list[str]:
        """Open a file, and return what an editor underlines in it: the line and the text."""
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1}
        self._tell("textDocument/didOpen", textDocument={**document, "text": file.read_text()})
        while True:
            message = self._read()
            if message.get("method") == "textDocument/publishDiagnostics":
                break
            self._answer(message)
        found = message["params"]["diagnostics"]
        return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in found]

    def completions(self, file: Path, position: Position) -> dict[str, str]:
        """Return what an editor offers at a place of an open file, each with its meaning."""
        place = {"textDocument": {"uri": file.as_uri()}, "position": position}
        answer = self._ask("textDocument/completion", **place)
        return {item["label"]: _text(item.get("documentation", "")) for item in answer["items"]}

    def hover(self, file: Path, position: Position) -> str:
        """Return what an editor shows of a place of an open file."""
        place = {"textDocument": {"uri": file.as_uri()}, "position": position}
        return _text(self._ask("textDocument/hover", **place)["contents"])

    def _ask(self, method: str, **parameters: Any) -> Any:
        self._asked += 1
        self._write({"id": self._asked, "method": method, "params": parameters})
        while (message := self._read()).get("id") != self._asked or "method" in message:
            self._answer(message)
        return message["result"]

    def _tell(self, method: str, **parameters: Any) -> None:
        self._write({"method": method, "params": parameters})

    def _answer(self, message: Schema) -> None:
        """Answer what the server asks of an editor: it has no settings to tell."""
        if "id" in message and "method" in message:
            items = message.get("params", {}).get("items", [])
            self._write({"id": message["id"], "result": [None] * len(items)})

    def _write(self, message: Schema) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> Schema:
        assert self._process.stdout is not None
        length = 0
        while (header := self._process.stdout.readline().strip()) or not length:
            name, _, value = header.partition(b":")
            length = int(value) if name == b"Content-Length" else length
            assert header or self._process.poll() is None, "the server has ended"
        message: Schema = json.loads(self._process.stdout.read(length))
        return message


def _text(contents: Any) -> str:
    text = contents["value"] if isinstance(contents, dict) else contents
    return str(text).strip()
