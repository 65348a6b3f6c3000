"""Calls Sentia's tools through the Model Context Protocol's own Python client, and prints what came as JSON.

    call_mcp.py http ADDRESS PERSON QUESTION
    call_mcp.py pipes COMMAND HOME PERSON QUESTION
"""

import asyncio
import contextlib
import json
import os
import sys

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client


@contextlib.asynccontextmanager
async def connected(way, *where):
    if way == "http":
        address, person = where
        async with httpx2.AsyncClient(headers={"Sentia-Person": person}, timeout=60) as http:
            async with Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client:
                yield client
    else:
        command, home, person = where
        environment = {"PATH": os.environ["PATH"], "HOME": home}
        arguments = ["mcp", "--home", home, "--as", person]
        pipes = StdioServerParameters(command=command, args=arguments, env=environment, cwd=home)
        async with Client(pipes) as client:
            yield client


async def main(way, *rest):
    *where, question = rest
    async with connected(way, *where) as client:
        tools = (await client.list_tools()).tools
        answer = await client.call_tool("ask", {"question": question})
        told = answer.model_dump(mode="json", by_alias=True)
        follow_up = {"question": "only Line 2", "conversation": told["structuredContent"]["conversation"]}
        followed = await client.call_tool("ask", follow_up)
        wrong = await client.call_tool("query_metrics", {"measures": ["oeee"]})
        return {
            "server": client.server_info.name,
            "protocol": client.protocol_version,
            "tools": [tool.name for tool in tools],
            "answer": told,
            "followed": followed.model_dump(mode="json", by_alias=True),
            "wrong": wrong.model_dump(mode="json", by_alias=True),
        }


print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
