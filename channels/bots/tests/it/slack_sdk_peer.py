"""Slack's own library, asked one JSON object a line: it signs, judges signatures, and judges blocks."""

import inspect
import json
import sys

from slack_sdk import WebClient
from slack_sdk.models.blocks import Block
from slack_sdk.models.messages.chunk import Chunk
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse


class At(Clock):
    def __init__(self, now):
        self.at = now

    def now(self):
        return float(self.at)


def judge(block):
    parsed = Block.parse(block)
    if parsed is None:
        return f"no block that slack_sdk knows: {block}"
    try:
        parsed.validate_json()
    except Exception as error:
        return f"{error}: {block}"
    return None


def judge_call(method, body):
    """Whether the library's own method takes these arguments, and its models know what they hold."""
    known = inspect.signature(getattr(WebClient, method.replace(".", "_"))).parameters
    named = {name for name, one in known.items() if one.kind == one.KEYWORD_ONLY}
    needed = {name for name in named if known[name].default is inspect.Parameter.empty}
    if set(body) - named or needed - set(body):
        return f"{method} takes {named} and needs {needed}, not {set(body)}"
    blocks = list(body.get("blocks") or [])
    for chunk in body.get("chunks") or []:
        parsed = Chunk.parse(chunk)
        if parsed is None or set(chunk) - parsed.attributes:
            return f"no chunk that slack_sdk knows: {chunk}"
        parsed.validate_json()
        blocks += chunk.get("blocks", [])
    return next((fault for fault in map(judge, blocks) if fault), None)


def exchange(given):
    """What the library sends for the token of a workspace: caught before it leaves."""
    caught = {}

    class Client(WebClient):
        def _urllib_api_call(self, *, additional_headers, body_params, **_):
            caught.update(authorization=additional_headers["Authorization"], fields=sorted(body_params))
            return {"ok": True}

    Client().oauth_v2_access(**given)
    return caught


def answer(request):
    if "sign" in request:
        verifier = SignatureVerifier(request["secret"])
        return {"signature": verifier.generate_signature(timestamp=str(request["timestamp"]), body=request["sign"])}
    if "verify" in request:
        verifier = SignatureVerifier(request["secret"], clock=At(request["now"]))
        return {"valid": verifier.is_valid(request["verify"], str(request["timestamp"]), request["signature"])}
    if "call" in request:
        return {"faults": [fault for fault in [judge_call(request["call"], request["with"])] if fault]}
    if "exchange" in request:
        return exchange(request["exchange"])
    if "acknowledge" in request:
        envelope = SocketModeRequest.from_dict(request["acknowledge"])
        return {"said": SocketModeResponse(envelope_id=envelope.envelope_id).to_dict()}
    return {"faults": [fault for fault in map(judge, request["blocks"]) if fault]}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
