"""The Bot API, as far as aiogram's types describe it: each request must be one of its methods, without fields that it does
not have, and each reply and update is one of its types.

Prints its port. POST /test/push takes updates, GET /test/state tells what was sent and what was wrong with it, and
POST /test/fault makes the next call that sends fail."""

import asyncio
import json
import sys
import time
from html.parser import HTMLParser

import aiogram
from aiogram import methods
from aiogram.types import Chat, Message, PhotoSize, Document, Update, User
from aiohttp import web

TOKEN = "4242:test-token"
TAGS = {"b", "i", "pre"}
KNOWN = {name: getattr(methods, name) for name in methods.__all__}
KNOWN = {name[0].lower() + name[1:]: kind for name, kind in KNOWN.items()}
ME = User(id=4242, is_bot=True, first_name="Sentia", username="sentia_bot")

state = {"sent": [], "edits": [], "faults": [], "other": [], "offsets": []}
updates, arrived, plan = [], asyncio.Event(), []


class Html(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text = [], ""

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS or attrs:
            raise ValueError(f"tag {tag} {attrs}")
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"end of {tag}")

    def handle_data(self, data):
        self.text += data


def units(text):
    return len(text.encode("utf-16-le")) // 2


def check_html(html):
    parser = Html()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise ValueError(f"open tags {parser.open}")
    if not parser.text.strip() or units(parser.text) > 4096:
        raise ValueError(f"a text of {units(parser.text)} characters")
    return parser.text


def check(name, fields, files):
    kind = KNOWN[name]
    unknown = set(fields) - set(kind.model_fields)
    if unknown:
        raise ValueError(f"{name} has no {unknown}")
    given = dict(fields)
    for file in files:
        given[file] = "attach"
    call = kind.model_validate(given)
    text = None
    if name in ("sendMessage", "editMessageText"):
        if call.parse_mode != "HTML" or not call.link_preview_options.is_disabled:
            raise ValueError("markup or previews")
        text = check_html(call.text)
    if getattr(call, "caption", None) and not isinstance(call.caption, str | None):
        raise ValueError("caption")
    if units(fields.get("caption") or "") > 1024:
        raise ValueError("a caption that is too long")
    markup = fields.get("reply_markup") or {}
    for row in markup.get("inline_keyboard", []):
        for button in row:
            if not 1 <= len((button.get("callback_data") or button["url"]).encode()) <= (64 if "callback_data" in button else 2000):
                raise ValueError("data of a button")
            if not button["text"].strip():
                raise ValueError("a button without label")
    return text


def result(value):
    return web.json_response({"ok": True, "result": value})


def refused(code, description, **parameters):
    body = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=code)


def message(fields, number, **more):
    chat = Chat(id=int(fields["chat_id"]), type="private" if int(fields["chat_id"]) > 0 else "supergroup")
    built = Message(message_id=number, date=int(time.time()), chat=chat, from_user=ME, **more)
    return json.loads(built.model_dump_json(exclude_none=True, by_alias=True, exclude_unset=True))


async def read(request):
    if request.content_type == "application/json":
        return await request.json(), {}
    form = await request.post()
    files = {name: value for name, value in form.items() if isinstance(value, web.FileField)}
    fields = {}
    for name, value in form.items():
        if name not in files:
            fields[name] = value if name == "caption" else json.loads(value)
    return fields, files


async def call(request):
    if request.match_info["token"] != f"bot{TOKEN}":
        return refused(401, "Unauthorized")
    name = request.match_info["method"]
    fields, files = await read(request)
    try:
        text = check(name, fields, files)
    except Exception as error:
        state["faults"].append(f"{name}: {error}: {json.dumps(fields)[:600]}")
        return refused(400, "Bad Request: the test is not content")
    if name == "getUpdates":
        return await get_updates(fields)
    fault = plan.pop(0) if plan and (name.startswith("send") or name.startswith("edit")) else None
    if fault == "busy":
        return refused(429, "Too Many Requests: retry after 0", retry_after=0)
    if fault == "forbidden":
        return refused(403, "Forbidden: bot can't initiate conversation with a user")
    if fault == "moved":
        return refused(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100777)
    if fault == "broken":
        return web.Response(status=502)
    if not (name.startswith("send") or name.startswith("edit")):
        state["other"].append({"method": name, "fields": fields})
        return result(True)
    number = len(state["sent"]) + 100
    entry = {"method": name, "fields": fields, "text": text, "id": number}
    for kind, file in files.items():
        entry["bytes"] = file.file.read().decode("latin-1")
        entry["file"] = file.filename
    if name == "editMessageText":
        if not any(one["id"] == fields["message_id"] for one in state["sent"]):
            return refused(400, "Bad Request: message to edit not found")
        if any(one["id"] == fields["message_id"] and one["fields"]["text"] == fields["text"] for one in state["sent"]):
            return refused(400, "Bad Request: message is not modified")
        for one in state["sent"]:
            if one["id"] == fields["message_id"]:
                one["text"], one["fields"]["text"] = text, fields["text"]
        state["edits"].append(entry)
        return result(message(fields, fields["message_id"], text=text))
    state["sent"].append(entry)
    if fault == "lost":
        request.transport.close()
        return web.Response(status=502)
    if name == "sendPhoto":
        return result(message(fields, number, photo=[PhotoSize(file_id="p", file_unique_id="p", width=9, height=9)]))
    if name == "sendDocument":
        return result(message(fields, number, document=Document(file_id="d", file_unique_id="d")))
    return result(message(fields, number, text=text))


async def get_updates(fields):
    state["offsets"].append(fields["offset"])
    due = [one for one in updates if one["update_id"] >= fields["offset"]]
    if not due:
        arrived.clear()
        try:
            await asyncio.wait_for(arrived.wait(), min(fields["timeout"], 1))
        except TimeoutError:
            pass
        due = [one for one in updates if one["update_id"] >= fields["offset"]]
    return result(due)


async def push(request):
    for update in await request.json():
        Update.model_validate(update)
        updates.append(update)
    arrived.set()
    return web.Response()


async def fault(request):
    plan.extend(await request.json())
    return web.Response()


async def show(_):
    return web.json_response(state)


async def main():
    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/test/push", push)
    app.router.add_post("/test/fault", fault)
    app.router.add_get("/test/state", show)
    app.router.add_post("/{token}/{method}", call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(json.dumps({"port": site._server.sockets[0].getsockname()[1], "aiogram": aiogram.__version__}), flush=True)
    # Ends with the test that started it.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
