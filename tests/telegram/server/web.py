"""The server's HTTP side: tokens, recording, checks and faults around every method."""

import asyncio
import re
from typing import Any

from tornado.web import Application, RequestHandler

from tests.telegram.server import answers, messages
from tests.telegram.server.errors import ApiError, refused
from tests.telegram.server.faults import Fault
from tests.telegram.server.params import read
from tests.telegram.server.polling import Polls
from tests.telegram.server.record import Call
from tests.telegram.server.spec import api, faults_of, faults_of_request
from tests.telegram.server.state import State

METHODS = {**messages.METHODS, **answers.METHODS}
#: A token of the right form that nobody has is "Unauthorized"; anything else is an address that is not there.
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")


class Base(RequestHandler):
    def initialize(self, state: State, polls: Polls) -> None:
        self.state = state
        self.polls = polls
        self.working: asyncio.Task[Any] | None = None

    def on_connection_close(self) -> None:
        """A bot that has gone away waits for nothing."""
        if self.working is not None:
            self.working.cancel()

    def check_token(self, token: str) -> None:
        if token == self.state.token:
            return
        raise ApiError(401, "Unauthorized") if TOKEN.fullmatch(token) else ApiError(404, "Not Found")

    def answer(self, status: int, body: dict[str, Any] | str) -> None:
        self.set_status(status)
        if isinstance(body, str):
            self.set_header("Content-Type", "text/html")
        self.write(body)

    def refuse(self, error: ApiError) -> None:
        self.answer(error.status, error.body())

    def cut_off(self) -> None:
        """End the connection without an answer."""
        self.detach().close()


class Nowhere(Base):
    def prepare(self) -> None:
        self.refuse(ApiError(404, "Not Found"))
        self.finish()


class FileHandler(Base):
    def get(self, token: str, path: str) -> None:
        try:
            self.check_token(token)
        except ApiError as error:
            self.refuse(error)
            return
        content = self.state.files.at(path)
        if content is None:
            self.refuse(ApiError(404, "Not Found"))
        else:
            self.set_header("Content-Type", "application/octet-stream")
            self.write(content)


class MethodHandler(Base):
    async def get(self, token: str, method: str) -> None:
        await self.serve(token, method)

    async def post(self, token: str, method: str) -> None:
        await self.serve(token, method)

    async def serve(self, token: str, method: str) -> None:
        try:
            self.check_token(token)
        except ApiError as error:
            self.refuse(error)
            return
        method = spelled(method)
        record = self.state.record
        unread: ApiError | None = None
        try:
            params, files = read(self.request, method)
        except ApiError as error:
            params, files, unread = {}, {}, error
        with record.changed:
            call = record.begin(method, params, files)
            fault = self.state.faults.next(method, params)
        self.working = asyncio.ensure_future(self.respond(call, fault, unread))
        try:
            await self.working
        except asyncio.CancelledError:
            self.cut_off()
        finally:
            with record.changed:
                record.finish(call)

    async def respond(self, call: Call, fault: Fault | None, unread: ApiError | None) -> None:
        if fault is None:
            await self.carry_out(call, unread)
            return
        if fault.carried_out:
            await self.carry_out(call, unread, silent=True)
        if fault.hang:
            await asyncio.sleep(fault.hang)
        if fault.drop:
            call.status = None
            self.cut_off()
        elif fault.html:
            call.status = fault.status
            self.answer(fault.status, fault.page())
        elif fault.status:
            self.settle(call, fault.error())
        else:
            await self.carry_out(call, unread)

    async def carry_out(self, call: Call, unread: ApiError | None = None, silent: bool = False) -> None:
        try:
            if unread is not None:
                raise unread
            self.check(call)
            call.result = await self.result(call)
        except ApiError as error:
            self.settle(call, error, silent)
        except Exception as error:  # a mistake of the server: the test must not take it for one of the bot
            self.settle(call, ApiError(500, f"the test server failed: {error!r}", violation=True), silent)
        else:
            call.status = 200
            if not silent:
                self.answer(200, {"ok": True, "result": call.result})

    def settle(self, call: Call, error: ApiError, silent: bool = False) -> None:
        call.status, call.description = error.status, error.description
        if error.violation:
            self.state.record.violation(call, error.description)
        if not silent:
            self.refuse(error)

    def check(self, call: Call) -> None:
        """Refuse what the documentation of Telegram does not allow."""
        if call.method not in api()["known_methods"]:
            raise ApiError(404, "Not Found: method not found", violation=True)
        if call.method not in api()["methods"]:
            raise ApiError(400, "Bad Request: this test server does not serve the method", violation=True)
        faults = faults_of_request(call.method, call.params, call.files)
        if not faults:
            return
        with self.state.record.changed:
            for fault in faults:
                self.state.record.violation(call, fault)
        raise refused("; ".join(faults))

    async def result(self, call: Call) -> Any:
        if call.method == "getUpdates":
            return await self.polls.updates(call.params)
        with self.state.record.changed:
            result = METHODS[call.method](self.state, call)
        if isinstance(result, dict) and "chat" in result:
            assert not (own := faults_of("Message", result)), own  # the server's mistake, not the bot's
        return result


def spelled(method: str) -> str:
    """Telegram does not care about the case of a method's name."""
    return next((known for known in api()["known_methods"] if known.lower() == method.lower()), method)


def application(state: State, polls: Polls) -> Application:
    shared = {"state": state, "polls": polls}
    routes = [
        (r"/bot([^/]+)/(\w+)", MethodHandler, shared),
        (r"/file/bot([^/]+)/(.+)", FileHandler, shared),
    ]
    return Application(routes, log_function=lambda _: None, default_handler_class=Nowhere, default_handler_args=shared)
