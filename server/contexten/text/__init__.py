"""Text of one file: Document, Span, Patch, lines, and the protocol's position encodings."""

from contexten.text.document import Document, decode, encode, is_unicode
from contexten.text.positions import PositionEncoding, offset_at, position_at
from contexten.text.span import Patch, Span, apply_patches, moved

__all__ = [
    "Document",
    "Patch",
    "PositionEncoding",
    "Span",
    "apply_patches",
    "decode",
    "encode",
    "is_unicode",
    "moved",
    "offset_at",
    "position_at",
]
