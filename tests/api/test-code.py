# Programs that Get Code writes: read back by their languages, and run.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Python, JavaScript and Java run here against a few lines that stand in for Google's libraries and tell what they were
# given: that must be the request, to the last character. C and curl, and JavaScript with the real library if
# PROPUS_TEST_NODE_MODULES says where it lies, ask propus-practice.

import ast
import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

from practicekit import Practice, text_of
from taptest import Skip, main, test

TOOL = os.path.join(os.environ["PROPUS_BUILDDIR"], "tests", "api", "code-tool")
LANGUAGES = ("python", "javascript", "go", "java", "c", "curl")
PLANTED = "AI" + "zaSyPLANTED0in1the2environment3of4it"

HOSTILE = [
    "plain",
    "",
    "\"double\" 'single' `back` \\ \\\\ \\n \\u0041 \\x41 \\101",
    "line one\nline two\n\n  indented\r\nwindows\rold",
    "tab\there, bell\a, null\0, escape\x1b[31m, delete\x7f, next line\u0085",
    "\u2028line\u2029paragraph\ufeffbom\u202eright to left\u2066isolate\u2069\u200f",
    "emoji 👩‍👩‍👧‍👦 🇹🇼 é e\u0301 漢字 \U0010ffff",
    "${process.env.GEMINI_API_KEY} `whoami` $(id) $HOME %s %d %n {{language}} {0}",
    "REQUEST\nEOF\nREQUEST_2\n",
    "\"\"\" ''' */ /* // # <!-- --> </script> ]]>",
    "??= ??/ ??' ??( ???? trigraphs",
    "\\",
    "\\\n\\",
    "ends in newline\n",
    "\n",
    "+ \" +\n\"; System.exit(1); //",
    "__proto__ constructor",
    "\n".join("line %d \"quoted\"" % i for i in range(600)),
    "x" * 70000 + "é" * 3000,
]


def turn(role, *parts):
    return {"role": role, "parts": list(parts)}


def hostile_request():
    contents = []
    for text in HOSTILE:
        contents += [turn("user", {"text": text}), turn("model", {"text": "ok"})]
    return {"contents": contents + [turn("user", {"text": "last"})], "systemInstruction": {"parts": [{"text": HOSTILE[2]}]}}


def rich_request():
    """What an app's request may have: a signature, a picture, code that ran, and settings."""
    picture = base64.b64encode(bytes(range(256))).decode()
    return {
        "contents": [
            turn("user", {"text": "look"}, {"inlineData": {"mimeType": "image/png", "data": picture}}),
            turn("model", {"text": "hm", "thought": True, "thoughtSignature": "c2lnbmF0dXJl"},
                 {"executableCode": {"language": "PYTHON", "code": "print(\"1\")\n"}},
                 {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}},
                 {"functionCall": {"id": "a", "name": "f", "args": {"maxTokens": 0.1, "__proto__": [None, True, {"b c": "\n"}]}}}),
            turn("user", {"functionResponse": {"id": "a", "name": "f", "response": {"result": "\"x\"\ny"}}}, {"text": "more"}),
        ],
        "systemInstruction": {"parts": [{"text": "Be brief.\nAnd kind."}]},
        "generationConfig": {
            "temperature": 0.7, "topP": 1, "topK": 40, "maxOutputTokens": 8192, "stopSequences": ["\n\n", "\"END\""], "seed": -5,
            "responseMimeType": "application/json",
            "responseJsonSchema": {"type": "object", "properties": {"maxAge": {"type": "integer"}}},
            "thinkingConfig": {"includeThoughts": True, "thinkingBudget": 1024},
            "mediaResolution": "MEDIA_RESOLUTION_LOW",
        },
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
        "tools": [{"googleSearch": {}}, {"urlContext": {}, "codeExecution": {}}],
    }


def unknown_request():
    """Members that no library has yet, at every depth."""
    return {
        "contents": [turn("user", {"text": "a \"quoted\" text"}),
                     turn("model", {"newKindOfPart": {"maxDepth": [1, 2.5, "\u2028"]}}, {"text": "", "thoughtSignature": "not base64!"}),
                     turn("user", {"text": "b"})],
        "generationConfig": {"temperature": 1, "newSetting": {"innerName": "\\"}, "thinkingConfig": {"newDepth": 3}},
        "toolConfig": {"functionCallingConfig": {"mode": "NONE"}},
        "newTopLevel": "x",
    }


REQUESTS = {"hostile": hostile_request, "rich": rich_request, "unknown": unknown_request}


def write(language, body, stream=True, model="practice-tour"):
    environment = dict(os.environ, GEMINI_API_KEY=PLANTED, GOOGLE_API_KEY=PLANTED)
    ran = subprocess.run([TOOL, language, model, "stream" if stream else "whole"], input=json.dumps(body).encode(),
                         stdout=subprocess.PIPE, env=environment, check=True)
    code = ran.stdout.decode()
    assert PLANTED not in code
    assert code.endswith("\n") and not code.endswith("\n\n"), repr(code[-20:])
    return code


def each():
    for name, make in REQUESTS.items():
        for stream in (True, False):
            yield name, make(), stream


def need(program):
    path = shutil.which(program)
    if not path:
        raise Skip("%s is not here" % program)
    return path


def merge(target, extra):
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        else:
            target[key] = value
    return target


BESIDE = ("systemInstruction", "safetySettings", "tools", "toolConfig", "cachedContent")


def rebuild(contents, config, extra):
    """The request that a library makes of what it is given."""
    request = {"contents": contents}
    for key, value in config.items():
        (request if key in BESIDE else request.setdefault("generationConfig", {}))[key] = value
    return merge(request, extra)


def without_nul(value):
    """Propus reads no JSON with U+0000 in a string: it puts U+FFFD there. C and curl get the text as it is."""
    return json.loads(json.dumps(value).replace("\\u0000", "\\ufffd"))


def check(found, wanted, what):
    if found != wanted:
        a, b = (json.dumps(x, sort_keys=True, indent=1).splitlines() for x in (found, wanted))
        differ = [(x[:200], y[:200]) for x, y in zip(a, b) if x != y][:3]
        raise AssertionError("%s: %r" % (what, differ or (len(a), len(b))))


# --- Python ---

PYTHON_STUB = """
import base64, json, sys
class Chunk: text = "answer"
class Models:
    def generate_content(self, *, model, contents, config):
        json.dump([model, contents, config], open("told.json", "w"),
                  default=lambda b: {"$bytes": base64.b64encode(b).decode()})
        return Chunk()
    def generate_content_stream(self, **given):
        yield self.generate_content(**given)
class Client:
    models = Models()
"""


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


# What lies in these is the person's, and keeps its names.
FREE = ("args", "response", "responseJsonSchema", "responseSchema", "toolConfig", "extraBody")


def from_python(value):
    if isinstance(value, list):
        return [from_python(x) for x in value]
    if not isinstance(value, dict):
        return value
    if "$bytes" in value:
        return value["$bytes"]
    return {camel(key): inner if camel(key) in FREE else from_python(inner) for key, inner in value.items()}


@test("Python takes each program, and is given the whole request")
def python():
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "google", "genai"))
        with open(os.path.join(folder, "google", "genai", "__init__.py"), "w") as file:
            file.write(PYTHON_STUB)
        for name, body, stream in each():
            code = write("python", body, stream)
            ast.parse(code)
            path = os.path.join(folder, "chat.py")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(code)
            ran = subprocess.run([sys.executable, path], cwd=folder, stdout=subprocess.PIPE, check=True)
            assert ran.stdout.decode() == "answer\n", ran.stdout
            with open(os.path.join(folder, "told.json")) as file:
                model, contents, config = json.load(file)
            config = from_python(config)
            extra = config.pop("httpOptions", {}).get("extraBody", {})
            assert model == "practice-tour"
            check(rebuild(from_python(contents), config, extra), without_nul(body), name)


# --- JavaScript ---

NODE_STUB = """
import { writeFileSync } from "node:fs";
export class GoogleGenAI {
  models = {
    generateContent: async (given) => { writeFileSync("told.json", JSON.stringify(given)); return { text: "answer" }; },
    generateContentStream: async function* (given) { yield await this.generateContent(given); },
  };
}
"""


@test("JavaScript takes each program, and is given the whole request")
def javascript():
    node = need("node")
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, "node_modules", "@google", "genai")
        os.makedirs(library)
        with open(os.path.join(library, "package.json"), "w") as file:
            json.dump({"name": "@google/genai", "type": "module", "main": "index.js"}, file)
        with open(os.path.join(library, "index.js"), "w") as file:
            file.write(NODE_STUB)
        for name, body, stream in each():
            path = os.path.join(folder, "chat.mjs")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(write("javascript", body, stream))
            ran = subprocess.run([node, path], cwd=folder, stdout=subprocess.PIPE, check=True)
            assert ran.stdout.decode() == "answer\n", ran.stdout
            with open(os.path.join(folder, "told.json")) as file:
                given = json.load(file)
            extra = given["config"].pop("httpOptions", {}).get("extraBody", {})
            assert given["model"] == "practice-tour"
            check(rebuild(given["contents"], given["config"], extra), without_nul(body), name)


class Recorder:
    """Keeps the one request that comes, and answers it."""

    key = "recorded"

    def __enter__(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                outer.path = self.path
                outer.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = json.dumps({"candidates": [{"content": {"role": "model", "parts": [{"text": "answer"}]}}]})
                is_stream = "alt=sse" in self.path
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream" if is_stream else "application/json")
                self.end_headers()
                self.wfile.write(("data: %s\r\n\r\n" % answer if is_stream else answer).encode())

            def log_message(self, *_arguments):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.base_url = "http://127.0.0.1:%d" % self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@test("JavaScript with Google's library asks propus-practice")
def javascript_for_real():
    node = need("node")
    modules = os.environ.get("PROPUS_TEST_NODE_MODULES")
    if not modules:
        raise Skip("PROPUS_TEST_NODE_MODULES does not say where @google/genai is")
    with tempfile.TemporaryDirectory() as folder, Practice("--pace", "0") as practice:
        os.symlink(modules, os.path.join(folder, "node_modules"))
        for stream in (True, False):
            path = os.path.join(folder, "chat.mjs")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(write("javascript", hostile_request(), stream))
            assert_answers([node, path], practice, folder)
        # What the library sends is the request, also where it has no field for a part of it.
        for name, body, stream in each():
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(write("javascript", body, stream))
            with Recorder() as recorder:
                assert_answers([node, path], recorder, folder, least=3)
            assert recorder.path.endswith(":streamGenerateContent?alt=sse" if stream else ":generateContent"), recorder.path
            # The library gives a system instruction a role.
            recorder.body.get("systemInstruction", {}).pop("role", None)
            if not recorder.body.get("generationConfig", True):
                del recorder.body["generationConfig"]
            check(recorder.body, without_nul(body), name)


# --- Go ---

@test("gofmt takes each program")
def go():
    gofmt = need(os.environ.get("PROPUS_TEST_GOFMT", "gofmt"))
    for name, body, stream in each():
        ran = subprocess.run([gofmt, "-e"], input=write("go", body, stream).encode(), stdout=subprocess.PIPE)
        assert ran.returncode == 0, name


def go_text(literal):
    return json.loads('"%s"' % re.sub(r"\\(?:\\|x(..))", lambda m: m.group() if m.group(1) is None else "\\u00" + m.group(1), literal))


# Read without a compiler, too: every string of the program, put together again.
@test("the strings of a Go program are those of the request")
def go_strings():
    # Go would leave out an empty text, so with one in them the contents travel as JSON.
    assert "ExtraBody" in write("go", hostile_request())
    body = hostile_request()
    body["contents"] = [content for content in body["contents"] if content["parts"][0]["text"]]
    code = write("go", body)
    assert "ExtraBody" not in code
    whole = re.sub(r'" \+\n\t*"', "", code)
    texts = [go_text(text) for text in re.findall(r'\bText: "((?:[^"\\\n]|\\.)*)"', whole)]
    wanted = [part["text"] for content in without_nul(body)["contents"] for part in content["parts"]]
    differ = [(a[:100], b[:100]) for a, b in zip(texts, wanted) if a != b]
    assert texts[:len(wanted)] == wanted, (len(texts), len(wanted), differ[:3])


# --- Java ---

def java_stubs(code):
    """Stand-ins for the types that a program uses: what is set is what is told."""
    setters = sorted(set(re.findall(r"^\s*\.(\w+)\(|[)\s]\.(\w+)\(", code, re.MULTILINE)))
    names = sorted({a or b for a, b in setters} - {"build", "builder", "getDecoder", "decode", "models", "print", "println"})
    files = {}
    for kind in re.findall(r"import com\.google\.genai\.types\.(\w+);", code):
        methods = "".join("public Builder %s(Object v) { m.put(\"%s\", v); return this; }\n" % (name, name) for name in names)
        more = "public String text() { return \"answer\"; }" if kind == "GenerateContentResponse" else ""
        if kind == "Content":
            more = "public static Content fromParts(Part... p) { Content c = new Content(); c.m.put(\"parts\", List.of(p)); return c; }"
        if kind == "Part":
            more = "public static Part fromText(String t) { Part p = new Part(); p.m.put(\"text\", t); return p; }"
        files["com/google/genai/types/%s.java" % kind] = (
            "package com.google.genai.types;\nimport java.util.*;\npublic class %s extends com.google.genai.Told {\n%s\n"
            "public static Builder builder() { return new Builder(); }\npublic static class Builder extends com.google.genai.Told {\n"
            "%spublic %s build() { %s t = new %s(); t.m.putAll(m); return t; }\n}\n}\n" % (kind, more, methods, kind, kind, kind))
    files["com/google/genai/Told.java"] = JAVA_TOLD
    files["com/google/genai/Client.java"] = JAVA_CLIENT
    files["com/google/genai/ResponseStream.java"] = (
        "package com.google.genai;\nimport java.util.*;\npublic class ResponseStream<T> extends ArrayList<T> implements AutoCloseable {\n"
        "public ResponseStream(T t) { add(t); }\npublic void close() {}\n}\n")
    files["com/fasterxml/jackson/core/JsonProcessingException.java"] = (
        "package com.fasterxml.jackson.core;\npublic class JsonProcessingException extends Exception {}\n")
    files["com/fasterxml/jackson/core/type/TypeReference.java"] = (
        "package com.fasterxml.jackson.core.type;\npublic abstract class TypeReference<T> {}\n")
    files["com/fasterxml/jackson/databind/ObjectMapper.java"] = (
        "package com.fasterxml.jackson.databind;\nimport java.util.*;\npublic class ObjectMapper {\n@SuppressWarnings(\"unchecked\")\n"
        "public <T> T readValue(String s, com.fasterxml.jackson.core.type.TypeReference<T> t)\n"
        "throws com.fasterxml.jackson.core.JsonProcessingException {\nreturn (T) new HashMap<String, Object>(Map.of(\"$json\", s));\n}\n}\n")
    return files


JAVA_TOLD = r"""package com.google.genai;
import java.util.*;
public class Told {
  public final Map<String, Object> m = new LinkedHashMap<>();
  public static void say(Object v, StringBuilder o) {
    if (v instanceof Told) { v = ((Told) v).m; }
    if (v instanceof byte[]) { v = Base64.getEncoder().encodeToString((byte[]) v); }
    if (v instanceof String) {
      o.append('"');
      for (char c : ((String) v).toCharArray()) { o.append(String.format("\\u%04x", (int) c)); }
      o.append('"');
    } else if (v instanceof List) {
      String s = "[";
      for (Object x : (List<?>) v) { o.append(s); say(x, o); s = ","; }
      o.append(s.equals("[") ? "[]" : "]");
    } else if (v instanceof Map) {
      String s = "{";
      for (Map.Entry<?, ?> x : ((Map<?, ?>) v).entrySet()) { o.append(s); say(x.getKey(), o); o.append(':'); say(x.getValue(), o); s = ","; }
      o.append(s.equals("{") ? "{}" : "}");
    } else { o.append(v); }
  }
}
"""

JAVA_CLIENT = r"""package com.google.genai;
import com.google.genai.types.*;
import java.nio.file.*;
import java.util.*;
public class Client {
  public final Models models = new Models();
  public static class Models {
    public GenerateContentResponse generateContent(String model, List<Content> contents, GenerateContentConfig config) {
      StringBuilder out = new StringBuilder();
      Told.say(List.of(model, contents, config), out);
      try { Files.writeString(Path.of("told.json"), out); } catch (Exception e) { throw new RuntimeException(e); }
      return new GenerateContentResponse();
    }
    public ResponseStream<GenerateContentResponse> generateContentStream(String m, List<Content> c, GenerateContentConfig f) {
      return new ResponseStream<>(generateContent(m, c, f));
    }
  }
}
"""


def from_java(value):
    if isinstance(value, list):
        return [from_java(x) for x in value]
    if isinstance(value, dict):
        return json.loads(value["$json"]) if "$json" in value else {key: from_java(inner) for key, inner in value.items()}
    return value


def close_enough(value):
    """Java's library takes 32-bit numbers."""
    return json.loads(json.dumps(value), parse_float=lambda text: round(float(text), 5), parse_int=float)


@test("Java takes each program, and is given the whole request", timeout=240)
def java():
    javac, run = need("javac"), need("java")
    for name, make in REQUESTS.items():
        stream = name != "rich"
        with tempfile.TemporaryDirectory() as folder:
            code = write("java", make(), stream)
            files = dict(java_stubs(code), **{"Chat.java": code})
            for path, text in files.items():
                path = os.path.join(folder, path)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
            subprocess.run([javac, "-proc:none", "-encoding", "UTF-8", "-Xlint:none", "-sourcepath", ".", "Chat.java"],
                           cwd=folder, check=True)
            ran = subprocess.run([run, "-cp", ".", "Chat"], cwd=folder, stdout=subprocess.PIPE, check=True)
            assert ran.stdout.decode() == "answer\n", ran.stdout
            with open(os.path.join(folder, "told.json")) as file:
                model, contents, config = json.load(file)
            config = from_java(config)
            extra = config.pop("httpOptions", {}).get("extraBody", {})
            assert model == "practice-tour"
            check(close_enough(rebuild(from_java(contents), config, extra)), close_enough(without_nul(make())), name)


# --- C and curl ---

def assert_answers(command, practice, folder, least=20):
    """Runs it; what it prints is what the service says to this request."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GOOGLE_", "GEMINI_"))}
    environment.update(GEMINI_API_KEY=practice.key, GOOGLE_GEMINI_BASE_URL=practice.base_url)
    ran = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    assert ran.returncode == 0, (command, ran.stderr.decode()[-600:])
    assert len(ran.stdout) > least, ran.stdout
    return ran.stdout.decode()


def compile_c(folder, code):
    path = os.path.join(folder, "chat.c")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(code)
    flags = subprocess.run([need("pkg-config"), "--cflags", "--libs", "libsoup-3.0", "json-glib-1.0"], stdout=subprocess.PIPE,
                           check=True, text=True).stdout.split()
    subprocess.run([need("cc"), "-Wall", "-Wextra", "-Wtrigraphs", "-Werror", path, "-o", os.path.join(folder, "chat"), *flags],
                   check=True)
    return os.path.join(folder, "chat")


@test("C is compiled without a warning and asks propus-practice", timeout=300)
def c_runs():
    with tempfile.TemporaryDirectory() as folder, Practice("--pace", "0") as practice:
        for name, body, stream in each():
            if not stream and name != "hostile":
                continue   # what differs has been compiled
            program = compile_c(folder, write("c", body, stream))
            if name == "hostile":
                said = assert_answers([program], practice, folder)
                whole = practice.call("/v1beta/models/practice-tour:generateContent", body)
                assert said.strip() == text_of([whole.json()]).strip(), said[:300]


@test("C that has no key says so, and one that is refused fails")
def c_fails():
    with tempfile.TemporaryDirectory() as folder, Practice("--pace", "0") as practice:
        program = compile_c(folder, write("c", rich_request()))
        bare = {key: value for key, value in os.environ.items() if not key.startswith(("GOOGLE_", "GEMINI_"))}
        ran = subprocess.run([program], env=bare, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert ran.returncode == 1 and b"GEMINI_API_KEY" in ran.stderr, ran
        wrong = dict(bare, GEMINI_API_KEY=PLANTED, GOOGLE_GEMINI_BASE_URL=practice.base_url + "/")
        ran = subprocess.run([program], env=wrong, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert ran.returncode == 1 and re.search(rb"\b40[013]\b", ran.stderr), ran
        assert PLANTED.encode() not in ran.stderr + ran.stdout


def body_of(code):
    """What a shell program gives to curl."""
    delimiter = re.search(r"<<'(\w+)'\n", code).group(1)
    start = code.index("<<'%s'\n" % delimiter) + len(delimiter) + 5
    return code[start:code.index("\n%s\n" % delimiter, start)]


@test("bash takes each curl program; the body in it is the request")
def curl_parses():
    for name, body, stream in each():
        code = write("curl", body, stream)
        subprocess.run([need("bash"), "-n"], input=code.encode(), check=True)
        check(json.loads(body_of(code)), body, name)
        assert not re.search("[\u2028-\u202e\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f]", code)


@test("curl asks propus-practice, and no key is on its command line")
def curl_runs():
    need("curl")
    with tempfile.TemporaryDirectory() as folder, Practice("--pace", "0") as practice:
        for stream in (True, False):
            path = os.path.join(folder, "chat.sh")
            body = hostile_request()
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(write("curl", body, stream))
            said = assert_answers(["bash", path], practice, folder)
            if stream:
                events = [json.loads(line[len("data: "):]) for line in said.splitlines() if line.startswith("data: ")]
            else:
                events = [json.loads(said)]
            whole = practice.call("/v1beta/models/practice-tour:generateContent", body)
            assert text_of(events) == text_of([whole.json()])
        # In place of curl: what it would be started with.
        spy = os.path.join(folder, "curl")
        with open(spy, "w") as file:
            file.write("#!/bin/sh\nprintf '%s\\n' \"$@\" > told; cat \"$(echo \"$4\")\" 2>/dev/null; cat > body\n")
        os.chmod(spy, 0o755)
        subprocess.run(["bash", path], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                       env=dict(os.environ, PATH=folder + ":" + os.environ["PATH"], GEMINI_API_KEY=PLANTED))
        with open(os.path.join(folder, "told")) as file:
            told = file.read()
        assert "generativelanguage.googleapis.com" in told and PLANTED not in told, told
        with open(os.path.join(folder, "body"), encoding="utf-8") as file:
            check(json.load(file), hostile_request(), "body")


# --- all ---

@test("no program has a key in it, whatever is in the environment")
def no_key():
    for language in LANGUAGES:
        for _name, body, stream in each():
            code = write(language, body, stream)   # asserts it
            assert not re.search(r"AIza[0-9A-Za-z_-]{20}", code)
            if language in ("c", "curl"):
                assert "GEMINI_API_KEY" in code
    # The search finds one that a person wrote.
    for language in LANGUAGES:
        mine = {"contents": [turn("user", {"text": "AIza" + "B" * 35})]}
        assert re.search(r"AIza[0-9A-Za-z_-]{20}", write(language, mine)), language


@test("a model's name cannot leave its place")
def model_names():
    for language in LANGUAGES:
        code = write(language, {"contents": []}, model="a/../b\"?key=x\n$(id)")
        if language in ("c", "curl"):
            assert "a%2F..%2Fb%22%3Fkey%3Dx%0A%24%28id%29:stream" in code, code
        else:
            assert "\nkey" not in code and "b\\\"?key" in code, code


@test("what is no request is refused")
def refused():
    for text in (b"", b"[]", b"{", b"12"):
        ran = subprocess.run([TOOL, "python", "m", "stream"], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert ran.returncode == 1 and not ran.stdout and ran.stderr, (text, ran)


main()
