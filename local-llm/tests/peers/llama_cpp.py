"""llama.cpp in this process, asked by lines of JSON on standard input and answered on standard output."""

import http.client
import json
import os
import sys
import urllib.request

# What the library prints must not come between the answers.
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

import xllamacpp as llama  # noqa: E402

server = None


def load(request):
    global server
    server = None
    params = llama.CommonParams()
    params.model.path = request["path"]
    params.cpuparams.n_threads = request["threads"]
    params.cpuparams_batch.n_threads = request["threads"]
    params.n_ctx = request["context"]
    params.n_parallel = 1
    params.n_batch = 512
    params.n_ubatch = 512
    params.warmup = request.get("warmup", False)
    params.verbosity = 0
    params.cache_ram_mib = 0
    params.port = 0
    if not request.get("flash", False):
        # As exact as it can be: keys and values are not rounded.
        params.cache_type_k = llama.ggml_type.GGML_TYPE_F32
        params.cache_type_v = llama.ggml_type.GGML_TYPE_F32
    params.flash_attn_type = (
        llama.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_AUTO
        if request.get("flash", False)
        else llama.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    )
    server = llama.Server(params)
    return {}


def complete(request):
    body = {
        "prompt": request["tokens"],
        "n_predict": request["count"],
        "n_probs": request.get("probabilities", 0),
        "temperature": request.get("temperature", -1.0),
        "cache_prompt": request.get("cache", False),
        "return_tokens": True,
        "ignore_eos": True,
    }
    if "chosen" in request:
        # Probabilities are those before this; a token that is half a character would come without them.
        body["logit_bias"] = [[request["chosen"], 1e6]]
    reply = post("/completion", body)
    probabilities = [
        [[one["id"], one["logprob"]] for one in step.get("top_logprobs", [])]
        for step in reply.get("completion_probabilities", [])
    ]
    return {"tokens": reply["tokens"], "probabilities": probabilities, "timings": reply["timings"]}


def tokenize(request):
    rows = []
    host, port = server.listening_address.removeprefix("http://").split(":")
    # One connection for all: opening one for each text takes longer than the rest.
    connection = http.client.HTTPConnection(host, int(port))
    for text in request["texts"]:
        body = {"content": text, "add_special": request["begins"], "parse_special": request["controls"]}
        connection.request("POST", "/tokenize", json.dumps(body), {"Content-Type": "application/json"})
        rows.append(json.load(connection.getresponse())["tokens"])
    return {"rows": rows}


def post(path, body):
    data = json.dumps(body).encode()
    query = urllib.request.Request(server.listening_address + path, data, {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(query) as reply:
        return json.load(reply)


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"load": load, "complete": complete, "tokenize": tokenize}[request["do"]](request)
    except Exception as error:
        answer = {"error": repr(error)}
    answers.write(json.dumps(answer) + "\n")
