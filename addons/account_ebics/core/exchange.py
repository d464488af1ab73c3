"""Whole conversations: what is said next, and what may be said twice.

Nothing here opens a connection: ``post`` sends octets and returns the answer. A conversation that
breaks leaves a state that can be kept, and goes on from there.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from . import codes
from .content import (
    OrderSignature,
    cut,
    decode,
    decrypt,
    digest_order,
    encrypt,
    make_transaction_key,
    pack,
    read_bank_keys,
    write_signature_key,
    write_signatures,
    write_transport_keys,
)
from .envelope import (
    Access,
    Answer,
    Ring,
    read_answer,
    write_admin_download,
    write_bank_keys_request,
    write_download,
    write_receipt,
    write_transfer,
    write_unsecured,
    write_upload,
)
from .errors import BankRefusal, EbicsError
from .keys import Key
from .service import Service

Post = Callable[[str, bytes], bytes]
"""Sends one message; the first argument names the step for the journal."""


# --- keys ---------------------------------------------------------------------------------------


def send_signature_key(post: Post, access: Access, key: Key) -> None:
    """INI."""
    data = pack(write_signature_key(key, access.partner, access.user))
    read_answer(post("INI", write_unsecured(access, "INI", data)), None).check()


def send_transport_keys(post: Post, access: Access, authentication: Key, encryption: Key) -> None:
    """HIA."""
    data = pack(write_transport_keys(authentication, encryption, access.partner, access.user))
    read_answer(post("HIA", write_unsecured(access, "HIA", data)), None).check()


def fetch_bank_keys(
    post: Post, access: Access, authentication: Key, encryption: Key
) -> tuple[Key, Key]:
    """HPB: the keys of the bank, which a person has to compare with the bank's letter."""
    request = write_bank_keys_request(access, authentication)
    answer = read_answer(post("HPB", request), None).check()
    key = encryption.unwrap(decode(answer.wrapped_key))
    return read_bank_keys(decrypt(answer.data, key), access.host)


# --- upload -------------------------------------------------------------------------------------


@dataclass
class UploadState:
    """How far an upload has come; kept before and after each step.

    :param tried: the last segment that was sent, whether or not an answer came
    :param taken: the last segment of which the bank said that it has it
    """

    transaction: str = ""
    key: str = ""
    segments: int = 0
    tried: int = 0
    taken: int = 0
    order: str = ""

    @property
    def started(self) -> bool:
        return bool(self.transaction)

    @property
    def done(self) -> bool:
        return self.started and self.taken >= self.segments

    @property
    def uncertain(self) -> bool:
        """The last segment is on its way: the bank may have the whole order."""
        return self.started and self.tried >= self.segments and not self.done

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Order:
    """A file that its signers signed."""

    service: Service
    content: bytes
    signatures: Sequence[OrderSignature]
    filename: str = ""
    release: bool = True


class Lost(EbicsError):
    """The bank forgot the transaction after the last segment: nobody but a person can tell
    whether it has the order.
    """

    def __init__(self) -> None:
        super().__init__("lost")


def upload(
    post: Post,
    access: Access,
    ring: Ring,
    order: Order,
    state: UploadState,
    keep: Callable[[UploadState], None],
    size: int | None = None,
    again: bool = True,
) -> UploadState:
    """Send an order, or go on sending it.

    ``keep`` stores the state, for good, before and after each step. An order whose last segment
    went out is never begun again: the same segment is sent in the same transaction.

    :param again: begin anew when the bank forgot a transaction that it cannot have carried out
    """
    ring.check_valid()
    if not state.started:
        state = _begin(post, access, ring, order, state, keep, size)
    segments = _cut(order, base64.b64decode(state.key), size)
    while not state.done:
        number = min(state.taken + 1, state.segments)
        state.tried = max(state.tried, number)
        keep(state)
        message = write_transfer(
            access, ring, state.transaction, number, number == state.segments, segments[number - 1]
        )
        answer = read_answer(post("BTU Transfer", message), ring.bank_authentication)
        if answer.number in codes.LOST_TRANSACTION and (again or state.uncertain):
            state = _begin_again(state, keep)
            return upload(post, access, ring, order, state, keep, size, again=False)
        answer.check()
        state.taken = _advance(answer, number, state)
        state.order = answer.order or state.order
        keep(state)
    return state


def _advance(answer: Answer, number: int, state: UploadState) -> int:
    """Which segment the bank has: the one just sent, or the one where it wants us to go on."""
    if answer.meaning != codes.RESUME:
        return number
    if answer.segment > state.tried:
        raise EbicsError("segment", expected=number, found=answer.segment)
    return answer.segment


def _begin(
    post: Post,
    access: Access,
    ring: Ring,
    order: Order,
    state: UploadState,
    keep: Callable[[UploadState], None],
    size: int | None,
) -> UploadState:
    key = make_transaction_key()
    message = write_upload(
        access,
        ring,
        order.service,
        digest=digest_order(order.content),
        signatures=encrypt(write_signatures(order.signatures), key),
        transaction_key=key,
        segments=len(_cut(order, key, size)),
        filename=order.filename,
        release=order.release,
    )
    answer = read_answer(post("BTU Initialisation", message), ring.bank_authentication).check()
    if not answer.transaction:
        raise EbicsError("document")
    state = UploadState(
        transaction=answer.transaction,
        key=base64.b64encode(key).decode(),
        segments=len(_cut(order, key, size)),
        order=answer.order,
    )
    keep(state)
    return state


def _cut(order: Order, key: bytes, size: int | None) -> list[str]:
    text = encrypt(order.content, key)
    return cut(text, size) if size else cut(text)


def _begin_again(state: UploadState, keep: Callable[[UploadState], None]) -> UploadState:
    """A new transaction, unless the bank may have the whole order."""
    if state.uncertain:
        raise Lost
    state = UploadState()
    keep(state)
    return state


# --- download -----------------------------------------------------------------------------------


def download(
    post: Post,
    access: Access,
    ring: Ring,
    service: Service,
    store: Callable[[bytes], None],
    first: date | None = None,
    last: date | None = None,
) -> bool:
    """Fetch what the bank has for a service; False when it has nothing.

    ``store`` keeps the content, for good; only then is the bank told that we have it. What cannot
    be opened is told, too, so that the bank offers it again.
    """
    ring.check_valid()
    message = write_download(access, ring, service, first, last)
    return _receive(post, access, ring, "BTD", message, store)


def download_admin(
    post: Post, access: Access, ring: Ring, order_type: str, store: Callable[[bytes], None]
) -> bool:
    ring.check_valid()
    message = write_admin_download(access, ring, order_type)
    return _receive(post, access, ring, order_type, message, store)


def _receive(
    post: Post,
    access: Access,
    ring: Ring,
    name: str,
    message: bytes,
    store: Callable[[bytes], None],
) -> bool:
    answer = read_answer(post(f"{name} Initialisation", message), ring.bank_authentication)
    if answer.check().meaning == codes.NOTHING:
        return False
    transaction, total = answer.transaction, answer.segments
    try:
        content = _collect(post, access, ring, name, answer)
    except EbicsError:
        _acknowledge(post, access, ring, name, transaction, good=False)
        raise
    if not total:
        raise EbicsError("document")
    store(content)
    _acknowledge(post, access, ring, name, transaction, good=True)
    return True


def _collect(post: Post, access: Access, ring: Ring, name: str, first: Answer) -> bytes:
    parts, answer = [first.data], first
    if first.encryption_digest:
        expected = base64.b64encode(ring.encryption.digest).decode()
        if first.encryption_digest != expected:
            raise EbicsError("content")
    while not answer.last:
        number = len(parts) + 1
        if number > first.segments:
            raise EbicsError("segment", expected=first.segments, found=number)
        message = write_transfer(access, ring, first.transaction, number, number == first.segments)
        answer = read_answer(post(f"{name} Transfer", message), ring.bank_authentication).check()
        if answer.segment != number:
            raise EbicsError("segment", expected=number, found=answer.segment)
        parts.append(answer.data)
    if len(parts) != first.segments or not all(parts):
        raise EbicsError("segment", expected=first.segments, found=len(parts))
    return decrypt("".join(parts), ring.encryption.unwrap(decode(first.wrapped_key)))


def _acknowledge(
    post: Post, access: Access, ring: Ring, name: str, transaction: str, good: bool
) -> None:
    message = write_receipt(access, ring, transaction, good)
    answer = read_answer(post(f"{name} Receipt", message), ring.bank_authentication)
    if good:
        answer.check()


__all__ = [
    "BankRefusal",
    "Lost",
    "Order",
    "Post",
    "UploadState",
    "download",
    "download_admin",
    "fetch_bank_keys",
    "send_signature_key",
    "send_transport_keys",
    "upload",
]
