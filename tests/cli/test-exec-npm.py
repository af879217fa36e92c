# Google's own library for JavaScript, unchanged, under `propus exec`.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Nothing is installed here. To run it, put two versions of the library into a folder, and name their node_modules:
#
#   mkdir /tmp/genai && cd /tmp/genai
#   npm install genai2@npm:@google/genai@2 genai3@npm:@google/genai@3
#   PROPUS_TEST_NODE_MODULES=/tmp/genai/node_modules ./build-aux/test cli-exec-npm

import json
import os
import shutil
import subprocess

from askkit import PROPUS, Home
from brokerkit import Upstream, fake_key
from canarykit import Trap, descriptors
from taptest import Skip, diag, main, test

MODULES = os.environ.get("PROPUS_TEST_NODE_MODULES", "")
NODE = shutil.which("node")

# Neither a key nor an address is in it. It says what it got, a line of JSON each, and waits to be looked at.
PROGRAM = """
import { GoogleGenAI } from '%s';
const say = (what) => console.log(JSON.stringify(what));
const ai = new GoogleGenAI({});
const model = 'gemini-flash-latest';
say((await ai.models.generateContent({ model, contents: 'one' })).text);
let text = '';
let pieces = 0;
for await (const chunk of await ai.models.generateContentStream({ model, contents: 'two' })) {
  text += chunk.text;
  pieces++;
}
say([text, pieces]);
const file = await ai.files.upload({ file: process.argv[2], config: { mimeType: 'text/plain' } });
say([file.name, file.sizeBytes]);
try {
  await ai.models.generateContent({ model: 'no-such-model', contents: 'three' });
  say('no error');
} catch (error) {
  say([error.status, error.message]);
}
process.stdin.on('data', () => process.exit(0));
say('ready');
"""


def answer_of(text):
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP", "index": 0}]}


class Api:
    def __init__(self):
        self.uploaded = b""

    def __call__(self, conversation):
        request = conversation.request
        path = request.line.split()[1]
        json_type = [("Content-Type", "application/json")]
        if "no-such-model" in path:
            # As Gemini does, the key and all.
            message = "%s is not found; API key %s" % ("no-such-model", request.headers["x-goog-api-key"])
            body = {"error": {"code": 404, "message": message, "status": "NOT_FOUND"}}
            conversation.reply(404, json.dumps(body).encode(), json_type)
        elif ":streamGenerateContent" in path:
            conversation.begin_chunked(headers=[("Content-Type", "text/event-stream")])
            for word in ("a ", "stream ", "of words"):
                conversation.chunk(b"data: " + json.dumps(answer_of(word)).encode() + b"\r\n\r\n")
            conversation.end_chunked()
        elif "upload_id=" in path:
            self.uploaded += request.body
            file = {"file": {"name": "files/abc", "sizeBytes": str(len(self.uploaded)), "mimeType": "text/plain",
                             "uri": conversation.server.url + "/v1beta/files/abc", "state": "ACTIVE"}}
            conversation.reply(200, json.dumps(file).encode(), [*json_type, ("X-Goog-Upload-Status", "final")])
        elif path.startswith("/upload/"):
            conversation.reply(200, b"{}", [*json_type, ("X-Goog-Upload-URL", conversation.server.url + path.split("?")[0] +
                                                         "?upload_id=worth-a-key&upload_protocol=resumable")])
        else:
            conversation.reply(200, json.dumps(answer_of("a whole answer")).encode(), json_type)


def need(package):
    if NODE is None:
        raise Skip("node is not here")
    if not MODULES:
        raise Skip("PROPUS_TEST_NODE_MODULES names no folder with %s in it; the test's first lines say how to make one" % package)
    path = os.path.join(MODULES, package, "package.json")
    if not os.path.exists(path):
        raise Skip("%s is not there" % path)
    with open(path, encoding="utf-8") as file:
        return json.load(file)["version"]


def look(trap, pid):
    """Where the process has a piece of the key, and how many places were searched."""
    return trap.find_in_proc(pid) + trap.find_in_memory(pid) + trap.find_in_open_files(pid)


def under_exec(package):
    version = need(package)
    key, api = fake_key(), Api()
    trap = Trap(key)
    with Home() as home, Upstream(api) as server:
        home.env.update(GOOGLE_GEMINI_BASE_URL=server.url, GEMINI_API_KEY=key)
        os.symlink(MODULES, os.path.join(home.path, "node_modules"))
        script, sent = os.path.join(home.path, "program.mjs"), os.path.join(home.path, "sent.txt")
        with open(script, "w", encoding="utf-8") as file:
            file.write(PROGRAM % package)
        with open(sent, "wb") as file:
            file.write(b"what is sent\n" * 5000)
        program = subprocess.Popen([PROPUS, "exec", "--", NODE, script, sent], env=home.env, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = []
        for line in program.stdout:
            said.append(json.loads(line))
            if said[-1] == "ready":
                break
        if said[-1:] != ["ready"]:
            raise AssertionError("%s, %s" % (said, program.communicate()[1].decode()))
        whole, streamed, uploaded, failed, _ready = said
        assert whole == "a whole answer" and streamed == ["a stream of words", 3], said
        assert uploaded == ["files/abc", "65000"] and api.uploaded == b"what is sent\n" * 5000, said
        assert failed[0] == 404 and "is not found" in failed[1] and not trap.is_in(failed[1].encode()), said

        # Each request had the real key, where it belongs, and nothing of the token.
        assert len(server.requests) == 5, [request.line for request in server.requests]
        for request in server.requests:
            assert request.headers["x-goog-api-key"] == key and b"propus-" not in request.head, request.head

        assert look(trap, program.pid) == [], "the program has the key"
        inodes = {path for number, path in descriptors(program.pid).items() if number > 2}
        program.communicate(b"\n")
        assert program.returncode == 0

        # The same search, where the key is: a program that was given it in its environment and opened a file with it.
        held = os.path.join(home.path, "held.txt")
        with open(held, "w", encoding="utf-8") as file:
            file.write(key)
        control = subprocess.Popen([NODE, "-e", "require('fs').openSync(process.argv[1]);const key=process.env.GEMINI_API_KEY;"
                                    "console.log(1);process.stdin.on('data',()=>process.exit(key.length?0:1))", held],
                                   env=home.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        control.stdout.readline()
        found = look(trap, control.pid)
        control.communicate(b"\n")
        assert "environ" in found and held in found and len(found) > 2, found
        diag("@google/genai %s, node %s: whole answer, stream, upload (65,000 bytes), error 404: as without Propus"
             % (version, subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout.strip()))
        diag("the server saw the real key in x-goog-api-key in %d of %d requests; %d descriptors of the program were searched"
             % (len(server.requests), len(server.requests), len(inodes)))
        diag("places with a piece of the key: 0 in the program, %d in the control (%s)"
             % (len(found), ", ".join(sorted({hit.split()[-1].split("/")[-1] for hit in found}))))


@test("@google/genai 2 under exec: whole answer, stream, upload and error, and the key is nowhere in node", timeout=120)
def version_2():
    under_exec("genai2")


@test("@google/genai 3 under exec: whole answer, stream, upload and error, and the key is nowhere in node", timeout=120)
def version_3():
    under_exec("genai3")


main()
