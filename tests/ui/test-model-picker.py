# The list of models in the real window: found, starred, old, gone, retired.
#
# SPDX-License-Identifier: GPL-3.0-or-later
#
# With PROPUS_SCREENSHOTS=1 pictures of it are left in $PROPUS_BUILDDIR/screenshots.

import gettext
import glob
import json
import os
import socket
import time
import urllib.parse

from askkit import PROPUS
from keyringkit import fake_key
from rawserver import RawServer, error, event, stream, whole
from taptest import eventually, main, test
from windowkit import Desktop, wait_for

SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
METHODS = ["generateContent", "countTokens"]


def model(model_id, name, description="", methods=METHODS, **more):
    return dict(name="models/" + model_id, displayName=name, description=description, inputTokenLimit=1048576,
                outputTokenLimit=65536, supportedGenerationMethods=methods, **more)


FAMILY = [
    model("gemini-2.0-flash", "Gemini 2.0 Flash", "Fast and versatile multimodal model for scaling across diverse tasks."),
    model("gemini-2.5-flash", "Gemini 2.5 Flash", "Mid-size multimodal model that supports up to one million tokens.", thinking=True),
    model("gemini-2.5-pro", "Gemini 2.5 Pro", "Stable release of Gemini 2.5 Pro.", thinking=True),
    model("gemini-3.8-flash", "Gemini 3.8 Flash", "The fast one, for agents and every day.", thinking=True),
    model("gemini-3.1-pro-preview", "Gemini 3.1 Pro Preview", "For hard questions.", thinking=True),
    model("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", "The small one."),
    model("gemini-3.1-flash-image", "Gemini 3.1 Flash Image", "Makes and edits pictures."),
    model("gemini-3.8-flash-tts", "Gemini 3.8 Flash TTS", "Reads texts out."),
    model("gemini-embedding-2", "Gemini Embedding 2", "Turns texts into vectors.", methods=["embedContent"]),
    model("gemini-flash-latest", "Gemini Flash Latest", "The newest Flash.", thinking=True),
]


class Service:
    """Lists models, page by page, and answers for those that it lists."""

    def __init__(self, models, page=25):
        self.models, self.page, self.status = list(models), page, {}
        self.server = RawServer(self._reply, lists=False)

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *details):
        self.server.listener.shutdown(socket.SHUT_RDWR)   # closing alone leaves it to the thread that accepts
        self.server.__exit__(*details)

    def asked(self, method):
        return [request.path for request in self.server.requests if request.method == method]

    def _reply(self, request, send):
        if request.method == "GET":
            query = urllib.parse.parse_qs(urllib.parse.urlparse(request.path).query)
            start = int(query.get("pageToken", ["0"])[0])
            reply = {"models": self.models[start:start + self.page]}
            if start + self.page < len(self.models):
                reply["nextPageToken"] = str(start + self.page)
            send(whole(json.dumps(reply).encode()))
            return
        model_id = request.path.split("/models/")[1].split(":")[0]
        if "models/" + model_id not in [listed["name"] for listed in self.models]:
            error(404, "NOT_FOUND", "models/%s is not found for API version v1beta, or is not supported for "
                  "generateContent." % model_id)(request, send)
            return
        more = {"modelStatus": self.status[model_id]} if model_id in self.status else {}
        stream(event("Answer of %s." % model_id, finish="STOP", modelVersion=model_id, **more))(request, send)


class Window:
    def __init__(self, desktop, url, words=str, width=1000, height=800):
        self.desktop, self.words = desktop, words
        self.app = desktop.start([PROPUS], env={"GOOGLE_GEMINI_BASE_URL": url, "GEMINI_API_KEY": fake_key("models"),
                                                "GSETTINGS_BACKEND": "keyfile"})
        self.button = self.app.find(name=words("Model"), role="button")
        self.app.place(0, 0, width, height)
        self.app.focus_window()

    def open(self):
        eventually(lambda: self.button.description not in ("", "gemini-flash-latest"), what="the default model by its name")
        self.button.press()
        return self.search()

    def search(self):
        def focused():
            return next((node for node in self.app.find_all(role="text box", state="focused")
                         if node.name != self.words("Message")), None)
        return wait_for(focused, what="the focus in the search")

    def rows(self):
        models = self.app.find_all(name=self.words("Models"), role="list")
        return [row for row in models[0].find_all(role="list item") if row.name] if models else []

    def names(self):
        return [row.name for row in self.rows()]

    def wait_names(self, names):
        try:
            wait_for(lambda: self.names() == names, what="these models")
        except AssertionError:
            raise AssertionError("listed: %r, expected: %r" % (self.names(), names)) from None

    def type(self, text):
        self.desktop.xdotool("type", "--delay", "15", text)

    def choose(self, words, name):
        """By the keyboard alone."""
        self.open()
        self.type(words)
        self.desktop.key("Return")
        wait_for(lambda: self.button.description == name, what="the model %s" % name)

    def send(self, text="Tell me"):
        message = self.app.find(name=self.words("Message"), role="text box")
        message.set_text(text)
        self.app.find(role="button", name=self.words("Send")).press_when_sensitive()

    def wait_text(self, text):
        wait_for(lambda: [n for n in self.app.find_all(role="text box") if text in n.own_text()], what="the text %r" % text)

    def wait_label(self, start, end=""):
        return self.app.find(role="label", name=lambda name: name.startswith(start) and name.endswith(end))


@test("models: a long list comes over its pages, is searched by name, id and description, and chosen by the keyboard")
def search_and_choose():
    many = FAMILY + [model("gemini-test-%03d" % i, "Test %03d" % i, "The needle." if i == 77 else "One of many.")
                     for i in range(110)]
    with Desktop() as desktop, Service(many) as service:
        window = Window(desktop, service.server.url)
        window.open()
        assert len(service.asked("GET")) == 5, service.asked("GET")
        # What makes pictures or speaks comes after what answers in words; what cannot chat is not there.
        wait_for(lambda: window.names()[:3] == ["Gemini Flash Latest, in use", "Gemini 2.0 Flash", "Gemini 2.5 Flash"],
                 what="the first models")
        third = window.rows()[2]
        assert third.description.startswith("gemini-2.5-flash\n"), third.description
        # The broker's own table, and where it is from.
        eventually(lambda: "Text · Thinks · 1M tokens in, 65K out · ≈\N{NO-BREAK SPACE}$0.30\N{NO-BREAK SPACE}in, "
                   "$2.50\N{NO-BREAK SPACE}out" in window.rows()[2].description,
                   what="the facts and the price")
        window.wait_label("Prices are an estimate, in US dollars a million tokens, of 2")
        window.type("embedding")
        window.app.find(role="label", name="No model has this in its name or description.")
        desktop.key("ctrl+a")
        window.type("MAKES pictures")
        window.wait_names(["Gemini 3.1 Flash Image"])
        assert "Makes pictures" in window.rows()[0].description
        desktop.key("ctrl+a")
        window.type("test needle")
        window.wait_names(["Test 077"])
        desktop.key("ctrl+a")
        window.type("gemini-test-09")
        wait_for(lambda: window.names() and all(name.startswith("Test 09") for name in window.names()), what="ten models")
        # The arrows lead into the list; letters lead back.
        desktop.key("Down")
        wait_for(lambda: "focused" in window.rows()[0].states, what="the focus on the first row")
        desktop.key("Down")
        wait_for(lambda: "focused" in window.rows()[1].states, what="the focus on the second row")
        window.type("5")
        window.wait_names(["Test 095"])
        desktop.key("Return")
        wait_for(lambda: window.button.description == "Test 095", what="the chosen model")
        window.send()
        window.wait_text("Answer of gemini-test-095.")
        assert service.asked("POST")[0].startswith("/v1beta/models/gemini-test-095:"), service.asked("POST")


@test("models: those with a star come first, also in the next run, and the list is there without a network")
def favorites_and_cache():
    with Desktop() as desktop:
        with Service(FAMILY) as service:
            window = Window(desktop, service.server.url)
            window.open()
            window.app.find(name="Favorite: Gemini 2.5 Pro").press()
            wait_for(lambda: "Gemini 2.5 Pro, favorite" in window.names(), what="the star")
            assert window.names()[0] == "Gemini Flash Latest, in use", window.names()   # nothing moves away under the pointer
            desktop.key("Escape")
            window.app.wait_gone(name="Models", role="list")
            window.button.press()
            window.search()
            wait_for(lambda: window.names()[:1] == ["Gemini 2.5 Pro, favorite"], what="the favorite first")
            window.app.close()
            url = service.server.url

        cache, = glob.glob(os.path.join(desktop.env["XDG_CACHE_HOME"], "propus", "models-*.json"))
        with open(cache, encoding="utf-8") as file:
            kept = json.load(file)
        assert fake_key("models") not in json.dumps(kept)
        assert kept["origin"] == url and abs(kept["fetched"] - time.time()) < 600 and len(kept["models"]) == len(FAMILY)

        # The service is gone. A list from three hours ago is good enough, and says how old it is.
        kept["fetched"] = int(time.time()) - 3 * 3600 - 60
        with open(cache, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        window = Window(desktop, url)
        window.open()
        wait_for(lambda: window.names()[:1] == ["Gemini 2.5 Pro, favorite"], what="the favorite first")
        window.app.find(role="label", name="List from 3 hours ago")
        window.app.find(role="button", name="Refresh").press()
        window.app.find(role="label", name="List from 3 hours ago: it could not be refreshed")
        assert window.names()[0] == "Gemini 2.5 Pro, favorite", window.names()
        window.app.close()

        # A file that makes no sense is no list, and no harm.
        with open(cache, "w", encoding="utf-8") as file:
            file.write('{"version":1,"models":[' + "[" * 100000)
        window = Window(desktop, url)
        eventually(lambda: window.button.sensitive, what="the button")
        window.button.press()
        window.app.find(role="button", name="Try Again")


@test("models: an old list is refreshed by itself, and by its button")
def refresh():
    with Desktop() as desktop, Service(FAMILY) as service:
        window = Window(desktop, service.server.url)
        window.open()
        window.app.close()
        cache, = glob.glob(os.path.join(desktop.env["XDG_CACHE_HOME"], "propus", "models-*.json"))
        with open(cache, encoding="utf-8") as file:
            kept = json.load(file)

        before = len(service.asked("GET"))
        window = Window(desktop, service.server.url)
        window.open()
        wait_for(lambda: "Gemini 2.5 Flash" in window.names(), what="the kept list")
        assert len(service.asked("GET")) == before, service.asked("GET")   # it is fresh
        service.models.append(model("gemini-4-flash", "Gemini 4 Flash"))
        window.app.find(role="button", name="Refresh").press()
        wait_for(lambda: len(service.asked("GET")) > before, what="the list to be asked for")
        window.type("Gemini 4")
        window.wait_names(["Gemini 4 Flash"])
        window.app.close()

        kept["fetched"] -= 7 * 3600
        with open(cache, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        before = len(service.asked("GET"))
        window = Window(desktop, service.server.url)
        wait_for(lambda: len(service.asked("GET")) > before, what="the old list to be asked for")
        window.open()
        window.type("Gemini 4")
        window.wait_names(["Gemini 4 Flash"])


@test("models: a chat whose model is gone says so, and one press takes the nearest and asks again")
def gone():
    with Desktop() as desktop, Service(FAMILY) as service:
        window = Window(desktop, service.server.url)
        window.choose("2.0 flash", "Gemini 2.0 Flash")
        window.send()
        window.wait_text("Answer of gemini-2.0-flash.")
        service.models = [listed for listed in FAMILY if listed["name"] != "models/gemini-2.0-flash"]

        window.send("And now?")
        window.app.find(role="alert", name="This model is not available, or no longer offered. Choose another one.")
        # The list was asked for again by itself: it does not have it any more.
        window.wait_label("“gemini-2.0-flash” is not offered any more.")
        assert window.button.description == "gemini-2.0-flash", window.button.description
        card = window.app.find(role="alert")
        card.find(role="button", name="Use Gemini 3.8 Flash").press()
        window.wait_text("Answer of gemini-3.8-flash.")
        assert window.button.description == "Gemini 3.8 Flash", window.button.description
        window.app.wait_gone(role="label", name="“gemini-2.0-flash” is not offered any more.")
        window.app.wait_gone(role="alert")

        # Without any answer that failed: the chat alone tells it, and so does the button above the composer.
        window.choose("2.5 pro", "Gemini 2.5 Pro")
        service.models = [listed for listed in service.models if "2.5-pro" not in listed["name"]]
        window.open()
        window.app.find(role="button", name="Refresh").press()
        wait_for(lambda: "Gemini 2.5 Pro, in use" not in window.names(), what="the list without it")
        desktop.key("Escape")
        window.wait_label("“gemini-2.5-pro” is not offered any more.")
        window.app.find(role="button", name="Use Gemini 3.1 Pro Preview").press()
        wait_for(lambda: window.button.description == "Gemini 3.1 Pro Preview", what="the nearest model")
        window.app.wait_gone(role="label", name="“gemini-2.5-pro” is not offered any more.")


@test("models: what an answer says about the end of its model is shown, in the list too, until it is dismissed")
def retired():
    with Desktop() as desktop, Service(FAMILY) as service:
        service.status["gemini-2.5-flash"] = {"modelStage": "DEPRECATED", "retirementTime": "2199-03-31T00:00:00Z"}
        window = Window(desktop, service.server.url)
        window.choose("2.5 flash", "Gemini 2.5 Flash")
        window.send()
        window.wait_text("Answer of gemini-2.5-flash.")
        window.app.find(role="label", name="Gemini 2.5 Flash will be retired on 31 March 2199.")
        window.app.find(role="button", name="Use Gemini 3.8 Flash")
        window.open()
        window.type("gemini-2")
        window.wait_names(["Gemini 2.5 Flash, Deprecated, in use", "Gemini 2.0 Flash", "Gemini 2.5 Pro"])
        desktop.key("ctrl+a")
        window.type("pro preview")
        window.wait_names(["Gemini 3.1 Pro Preview, Preview"])
        desktop.key("Escape")
        # When it is not in use, it comes last.
        window.choose("3.8 flash", "Gemini 3.8 Flash")
        window.open()
        window.type("gemini-2")
        window.wait_names(["Gemini 2.0 Flash", "Gemini 2.5 Pro", "Gemini 2.5 Flash, Deprecated"])
        desktop.key("Escape")
        window.choose("2.5 flash", "Gemini 2.5 Flash")
        window.app.find(role="button", name="Dismiss").press()
        window.app.wait_gone(role="label", name="Gemini 2.5 Flash will be retired on 31 March 2199.")
        window.app.close()

        # It is known in the next run, without any answer.
        window = Window(desktop, service.server.url)
        window.choose("2.5 flash", "Gemini 2.5 Flash")
        window.app.find(role="label", name="Gemini 2.5 Flash will be retired on 31 March 2199.")


LOOKS = {"light": {}, "dark": {"dark": True}, "narrow": {"width": 360, "height": 640}, "zh": {"language": "zh_TW"},
         "large": {"text_scale": 1.5}}


@test("models: pictures of the list and of a model that is gone")
def pictures():
    if not os.environ.get("PROPUS_SCREENSHOTS"):
        return
    os.makedirs(SHOTS, exist_ok=True)
    for look, options in LOOKS.items():
        size = {name: options[name] for name in ("width", "height") if name in options}
        words = str
        if "language" in options:
            words = gettext.translation("propus", os.path.join(os.environ["PROPUS_BUILDDIR"], "po"), [options["language"]]).gettext
        with Desktop(**{name: value for name, value in options.items() if name not in size}) as desktop, Service(FAMILY) as service:
            service.status["gemini-2.5-flash"] = {"modelStage": "DEPRECATED", "retirementTime": "2199-03-31T00:00:00Z"}
            window = Window(desktop, service.server.url, words, **size)
            window.choose("2.5 flash", "Gemini 2.5 Flash")
            window.send()
            window.wait_text("Answer of gemini-2.5-flash.")
            eventually(lambda: [n for n in window.app.find_all(role="label") if "2199" in n.name], what="the notice")
            window.open()
            eventually(lambda: any("$" in row.description for row in window.rows()), what="the prices")
            desktop.screenshot(os.path.join(SHOTS, "models-%s.png" % look), (0, 0, min(size.get("width", 1000) + 200, 1200), size.get("height", 800) + 20))
            desktop.key("Escape")
            service.models = [listed for listed in FAMILY if "2.5-flash" not in listed["name"]]
            window.send("And now?")
            wait_for(lambda: [n for n in window.app.find_all(role="button") if "Gemini 3.8 Flash" in n.name], what="the offer")
            window.app.screenshot(os.path.join(SHOTS, "models-gone-%s.png" % look))


if __name__ == "__main__":
    main()
