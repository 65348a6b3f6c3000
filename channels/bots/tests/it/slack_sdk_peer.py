"""Slack's own library, asked one JSON object a line: it signs, judges signatures, and judges blocks."""

import json
import sys

from slack_sdk.models.blocks import Block
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


def answer(request):
    if "sign" in request:
        verifier = SignatureVerifier(request["secret"])
        return {"signature": verifier.generate_signature(timestamp=str(request["timestamp"]), body=request["sign"])}
    if "verify" in request:
        verifier = SignatureVerifier(request["secret"], clock=At(request["now"]))
        return {"valid": verifier.is_valid(request["verify"], str(request["timestamp"]), request["signature"])}
    if "acknowledge" in request:
        envelope = SocketModeRequest.from_dict(request["acknowledge"])
        return {"said": SocketModeResponse(envelope_id=envelope.envelope_id).to_dict()}
    return {"faults": [fault for fault in map(judge, request["blocks"]) if fault]}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
