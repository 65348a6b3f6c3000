"""Asks Sentia through OpenAI's own Python client, whole and as a stream, and prints what came as JSON.

    ask_openai.py ADDRESS PERSON QUESTION
"""

import json
import sys

import openai

address, person, question = sys.argv[1:]
client = openai.OpenAI(
    base_url=f"{address}/v1", api_key="any", max_retries=0, default_headers={"Sentia-Person": person}
)
messages = [{"role": "user", "content": question}]

told = {"models": [model.id for model in client.models.list()]}
try:
    whole = client.chat.completions.create(model="sentia", messages=messages)
    told["whole"] = whole.choices[0].message.content
    told["finish_reason"] = whole.choices[0].finish_reason

    streamed = client.chat.completions.create(
        model="sentia", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(streamed)
    told["chunks"] = len(chunks)
    told["streamed"] = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    told["usage"] = next(chunk.usage.total_tokens for chunk in chunks if chunk.usage)

    messages += [{"role": "assistant", "content": told["whole"]}, {"role": "user", "content": "only Line 2"}]
    told["followed"] = client.chat.completions.create(model="sentia", messages=messages).choices[0].message.content
except openai.APIStatusError as error:
    told["fault"] = {"kind": type(error).__name__, "status": error.status_code, "body": error.body}
print(json.dumps(told))
