"""Asks Dilicom's FEL by SOAP, through zeep and the checked connection.

The shape of the question is a description of our own (``fel.wsdl``): nothing of the service's is
fetched, and the password goes to the address of the settings and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from odoo.addons.suite_base.core.outgoing import Answer, AnswerRefused, CallPolicy, call

from .fel import URL, FelAnswers, batches, read_answer
from .unreadable import Unreadable

TIMEOUT = 15
LARGEST = 4 * 1024 * 1024
USER_AGENT = "odoo-suite bookstore_metadata/19.0 (FEL)"
_WSDL = Path(__file__).with_name("fel.wsdl")
_BINDING = "{http://fel.ws.accelya.com/}DemandeFicheProduitBinding"


class FelClient:
    """One bookshop's contract with Dilicom."""

    def __init__(
        self,
        policy: CallPolicy,
        user: str,
        password: str,
        url: str = URL,
        timeout: float = TIMEOUT,
    ) -> None:
        self._policy = replace(
            policy,
            timeout=timeout,
            total_time=timeout,
            max_bytes=LARGEST,
            user_agent=USER_AGENT,
        )
        self._user, self._password, self._url = user, password, url

    def ask(self, codes: Sequence[str]) -> FelAnswers:
        """What FEL says of at most 100 codes, in one call.

        :raises OutgoingError: no answer, or a refused one
        :raises Unreadable: the answer is none of FEL, or it says no
        :raises ValueError: no EAN, or too many
        """
        [asked] = batches(codes)
        try:
            answers = read_answer(self._call(asked), asked)
        except Unreadable as error:
            words = {
                name: self._free(text) if isinstance(text, str) else text
                for name, text in error.details.items()
            }
            raise Unreadable(error.code, **words) from None
        answers.failed = {code: self._free(words) for code, words in answers.failed.items()}
        return answers

    def _free(self, words: str) -> str:
        """What the service says, without the password that it may have repeated."""
        return words.replace(self._password, "…") if self._password else words

    def _call(self, asked: Sequence[str]) -> list[Any]:
        import zeep

        settings = zeep.Settings(strict=False, forbid_dtd=True, forbid_entities=True)
        try:
            client = zeep.Client(str(_WSDL), transport=self._transport(zeep), settings=settings)
            service = client.create_service(_BINDING, self._url)
            parts = service.demandeFicheProduit(
                demandeur=self._user,
                motDePasse=self._password,
                ean13s=list(asked),
                multiple=False,
            )
        except zeep.exceptions.Fault as error:
            words = self._free(str(error.message or ""))
            raise Unreadable("fel_refused", message=words[:200]) from None
        except (zeep.exceptions.Error, TypeError, ValueError, AttributeError) as error:
            raise Unreadable("not_fel") from error
        return parts if isinstance(parts, list) else []

    def _transport(self, zeep: Any) -> Any:
        url, policy = self._url, self._policy

        class CheckedTransport(zeep.transports.Transport):  # type: ignore[misc]
            def load(self, place: str) -> bytes:
                if place != str(_WSDL):
                    raise Unreadable("not_fel")
                return _WSDL.read_bytes()

            def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> _Reply:
                answer = call(url, method="POST", headers=headers, body=message, policy=policy)
                # A fault of SOAP comes with 500 and an envelope; zeep reads it.
                if answer.status not in (200, 500) or not answer.body.lstrip().startswith(b"<"):
                    host = url.partition("://")[2].partition("/")[0]
                    raise AnswerRefused("http_status", host, status=answer.status)
                return _Reply(answer)

        return CheckedTransport()


class _Reply:
    """What zeep reads of a response of ``requests``."""

    def __init__(self, answer: Answer) -> None:
        self.status_code = answer.status
        self.headers = {"Content-Type": answer.headers.get("content-type", "text/xml")}
        self.content = answer.body
        self.text = answer.body.decode("utf-8", "replace")
        self.encoding = "utf-8"
