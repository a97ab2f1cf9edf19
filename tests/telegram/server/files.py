"""Files that the server holds: sent by people to be fetched, sent by the bot to be looked at."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.server.errors import ApiError, refused, wrong
from tests.telegram.server.spec import Upload

MOST_UP = 50 * 1024 * 1024
MOST_PHOTO = 10 * 1024 * 1024
MOST_DOWN = 20 * 1024 * 1024


@dataclass(frozen=True)
class Stored:
    id: str
    unique_id: str
    upload: Upload
    path: str

    def as_json(self) -> dict[str, Any]:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.upload.content)}


@dataclass
class Store:
    files: dict[str, Stored] = field(default_factory=dict)

    def add(self, upload: Upload, folder: str) -> Stored:
        digest = hashlib.sha256(upload.content + upload.name.encode()).hexdigest()
        extension = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        number = len(self.files) + 1
        stored = Stored(
            f"BQACAgI{digest[:40]}{number}", f"AgAD{digest[:12]}", upload, f"{folder}/file_{number}.{extension}"
        )
        self.files[stored.id] = stored
        return stored

    def resolve(self, value: Any, attached: dict[str, Upload], folder: str) -> Stored:
        """The file that a request sends: attached to it, or known by its identifier."""
        if isinstance(value, str) and value.startswith("attach://"):
            value = attached.get(value.removeprefix("attach://"))
            if value is None:
                raise wrong("a file is named as attached, and is not attached")
        if isinstance(value, Upload):
            return self.add(checked(value, folder), folder)
        if value in self.files:
            return self.files[value]
        raise refused("wrong file identifier/HTTP URL specified")

    def download(self, file_id: str) -> dict[str, Any]:
        stored = self.files.get(file_id)
        if stored is None:
            raise refused("wrong file_id or the file is temporarily unavailable")
        if len(stored.upload.content) > MOST_DOWN:
            raise refused("file is too big")
        return {**stored.as_json(), "file_path": stored.path}

    def at(self, path: str) -> bytes | None:
        return next((stored.upload.content for stored in self.files.values() if stored.path == path), None)


def checked(upload: Upload, folder: str) -> Upload:
    if not upload.content:
        raise wrong("file must be non-empty")
    if len(upload.content) > (MOST_PHOTO if folder == "photos" else MOST_UP):
        raise ApiError(413, "Request Entity Too Large", violation=True)
    if folder == "photos":
        width, height = size_of(upload.content)
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise wrong("PHOTO_INVALID_DIMENSIONS")
    return upload


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; of a JPEG only that it is one."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8\xff"):
        return 1280, 720
    raise wrong("IMAGE_PROCESS_FAILED")
