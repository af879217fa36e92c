# The settings of a chat in the real window: what is set goes to the API exactly so, outlives a restart, and what a model
# does not take is explained.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import json
import os
import time

import rawserver
from answerkit import Answers
from askkit import PROPUS, fake_key
from taptest import main, test
from windowkit import Desktop, wait_for

rawserver.MODELS["models"] += [{"name": "models/" + name, "displayName": name, "thinking": True,
                                "supportedGenerationMethods": ["generateContent"]} for name in ("gemini-3.8-flash", "gemini-2.5-flash")]
SHOTS = os.path.join(os.environ["PROPUS_BUILDDIR"], "screenshots")
KEPT = "keyfile"
BRIEF = "Answer like a sailor.\n用中文。"


class Window:
    def __init__(self, desktop, answers, model="gemini-3.8-flash", width=1100, words=str):
        self.desktop, self.answers, self.words = desktop, answers, words
        folder = os.path.join(desktop.env["XDG_CONFIG_HOME"], "glib-2.0", "settings")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "keyfile")
        if not os.path.exists(path):
            with open(path, "w", encoding="utf-8") as file:
                file.write("[io/github/propus/Propus]\ndefault-model='%s'\n" % model)
        self.app = desktop.start([PROPUS], env={"GOOGLE_GEMINI_BASE_URL": answers.url, "GEMINI_API_KEY": fake_key("settings"),
                                                "GSETTINGS_BACKEND": KEPT})
        self.message = self.app.find(name=words("Message"), role="text box")
        self.app.place(0, 0, width, 900)
        self.app.focus_window()

    def toggle(self):
        return self.app.find(name=self.words("Chat Settings"), role="button", index=-1)

    def open(self):
        self.toggle().press_when_sensitive()
        return self.text(self.words("System Instruction"))

    def text(self, name):
        return self.app.find(name=name, role="text box", showing=False)

    def control(self, name):
        """The switch, list or entry of a row: the one with a name that is no row and no label."""
        return self.app.find(name=name, test=lambda node: node.role not in ("label", "list item", "panel", "table row", "text", "push button"),
                             showing=False)

    def ask(self, text="Hello"):
        """Sends, waits for the answer, and returns the body that the service got."""
        before = len(self.bodies())
        self.message.set_text(text)
        self.app.find(role="button", name=self.words("Send")).press_when_sensitive()
        wait_for(lambda: len(self.bodies()) > before, what="a request")
        wait_for(lambda: self.app.find_all(role="button", name=self.words("Send")), what="the end of the answer")
        return self.bodies()[-1]

    def bodies(self):
        return [json.loads(request.body) for request in self.answers.requests if request.method == "POST"]

    def shot(self, name):
        os.makedirs(SHOTS, exist_ok=True)
        time.sleep(0.5)
        self.desktop.screenshot(os.path.join(SHOTS, "chat-settings-%s.png" % name))


@test("an instruction and the search go to the API exactly so, also when asked again and after a restart")
def instruction():
    with Answers("Aye.") as answers, Desktop() as desktop:
        window = Window(desktop, answers)
        assert not window.app.find_all(name="System Instruction"), "the panel is shut at first"
        window.open().set_text(BRIEF)
        window.control("Google Search").press()
        wait_for(lambda: "checked" in window.control("Google Search").states, what="the switch")
        window.app.find(name=lambda name: "Google Search" in name and "Instruction" in name)

        body = window.ask()
        assert body["systemInstruction"] == {"parts": [{"text": BRIEF}]}, body
        assert body["tools"] == [{"googleSearch": {}}], body
        assert set(body) == {"contents", "systemInstruction", "tools", "generationConfig"}, body
        assert body["generationConfig"] == {"thinkingConfig": {"includeThoughts": True}}, body

        before = len(window.bodies())
        window.app.find(role="button", name="Retry", index=-1, showing=False).press()
        wait_for(lambda: len(window.bodies()) > before, what="another request")
        assert window.bodies()[-1] == body

        wait_for(lambda: window.app.find_all(role="button", name="Send"), what="the end of the answer")
        assert window.app.close() == 0
        again = Window(desktop, answers)
        wait_for(lambda: again.app.find_all(name="Gemini said", showing=False), what="the chat")
        assert again.open().text() == BRIEF
        assert "checked" in again.control("Google Search").states
        more = again.ask("And now?")
        assert more["systemInstruction"] == body["systemInstruction"] and more["tools"] == body["tools"], more
        again.control("Google Search").press()
        again.app.find(role="button", name="Reset System Instruction").press()
        wait_for(lambda: again.text("System Instruction").text() == "", what="the reset")
        last = again.ask("And then?")
        assert set(last) == {"contents", "generationConfig"}, last


@test("what a model does not take is explained and not sent")
def explained():
    with Answers("Well.") as answers, Desktop() as desktop:
        window = Window(desktop, answers, model="gemini-2.5-flash")
        window.open()
        level = window.control("Level")
        wait_for(lambda: not level.sensitive, what="the level to be shut")
        assert "Gemini 3" in level.description, level.description
        assert window.control("Budget").sensitive
        window.control("Answer in JSON").press()
        search = window.control("Google Search")
        wait_for(lambda: not search.sensitive, what="the search to be shut")
        assert "JSON" in search.description, search.description
        body = window.ask()
        assert body["generationConfig"]["responseMimeType"] == "application/json" and "tools" not in body, body
        window.control("Answer in JSON").press()
        wait_for(lambda: search.sensitive, what="the search to be free")


@test("presets are kept, applied and undone; new chats begin with what was chosen for them")
def presets():
    with Answers("Fine.") as answers, Desktop() as desktop:
        window = Window(desktop, answers)
        window.open().set_text(BRIEF)
        menu = window.app.find(name="Presets", role="button", index=-1)
        menu.press()
        window.app.find(role="menu item", name="Save as Preset…").press()
        window.app.find(name="Name of the Preset", role="text box").set_text("Sailor_1")
        window.app.find(role="button", name=lambda name: name.endswith("Save")).press_when_sensitive()
        path = os.path.join(desktop.env["XDG_CONFIG_HOME"], "propus", "presets.json")
        wait_for(lambda: os.path.exists(path) and "Sailor_1" in open(path, encoding="utf-8").read(), what="the file")

        menu.press()
        window.app.find(role="menu item", name="Reset All").press()
        wait_for(lambda: window.text("System Instruction").text() == "", what="the reset")
        window.app.find(role="button", name=lambda name: name.endswith("Undo")).press()
        wait_for(lambda: window.text("System Instruction").text() == BRIEF, what="the undo")

        window.control("Code Execution").press()
        menu.press()
        window.app.find(role="menu item", name="Use for New Chats").press()
        wait_for(lambda: "newChats" in open(path, encoding="utf-8").read(), what="the file")
        assert window.ask()["tools"] == [{"codeExecution": {}}]
        assert window.app.close() == 0

        again = Window(desktop, answers)
        wait_for(lambda: again.app.find_all(name="Gemini said", showing=False), what="the chat")
        again.app.find(name="New Chat", role="button").press()
        wait_for(lambda: not again.app.find_all(name="Gemini said", showing=False), what="the new chat")
        body = again.ask("Hello again")
        assert body["tools"] == [{"codeExecution": {}}] and body["systemInstruction"] == {"parts": [{"text": BRIEF}]}, body


@test("a narrow window: the panel lies over the chat, and Escape shuts it")
def narrow():
    with Answers("Fine.") as answers, Desktop() as desktop:
        window = Window(desktop, answers, width=360)
        desktop.key("shift+F9")
        window.app.find(name="System Instruction", role="text box", test=lambda node: "focused" in node.states)
        window.shot("360")
        desktop.key("Escape")
        wait_for(lambda: "focused" in window.message.states, what="the composer to have the focus")
        assert "pressed" not in window.toggle().states


@test("in practice a tool that is on is used, and its results are shown")
def practice():
    with Desktop() as desktop:
        app = desktop.start([PROPUS, "--practice"])
        message = app.find(name="Message", role="text box")
        app.place(0, 0, 1100, 900)
        app.focus_window()
        desktop.key("shift+F9")
        for name in ("Google Search", "Code Execution"):
            app.find(name=name, role="check box", showing=False).press()
        app.find(name="Google Search · Code Execution")
        message.set_text("Hello")
        app.find(role="button", name="Send").press_when_sensitive()
        row = app.find(name="Gemini said", showing=False)
        row.find(role="button", name="Copy Answer", showing=False)
        wait_for(lambda: any("example.org" in node.name for node in row.walk()), what="the sources")
        wait_for(lambda: any("The sum is 28." in node.own_text() or "The sum is 28." in node.name for node in row.walk()),
                 what="what the code printed")


@test("a schema says where it is wrong")
def schema():
    with Answers("{}") as answers, Desktop() as desktop:
        window = Window(desktop, answers)
        window.open()
        window.control("Answer in JSON").press()
        editor = window.text("JSON Schema")
        editor.set_text('{\n "type": "object",\n "size": 3\n}')
        wait_for(lambda: "size" in editor.description, what="the unknown word")
        editor.set_text('{\n "type": }')
        wait_for(lambda: "Line 2" in editor.description, what="the line")
        assert "responseJsonSchema" not in window.ask()["generationConfig"]
        editor.set_text('{"type": "object", "properties": {"a": {"type": "integer"}}}')
        assert window.ask()["generationConfig"]["responseJsonSchema"] == {
            "type": "object", "properties": {"a": {"type": "integer"}}}


if os.environ.get("PROPUS_SCREENSHOTS"):
    @test("pictures")
    def pictures():
        looks = {"light": {}, "dark": {"dark": True}, "large": {"text_scale": 1.5}}
        for name, look in looks.items():
            with Answers("Fine.") as answers, Desktop(**look) as desktop:
                window = Window(desktop, answers)
                window.open().set_text("Answer like a sailor, in two sentences at most.")
                window.control("Google Search").press()
                window.shot(name)
        with Answers("Fine.") as answers, Desktop(language="zh_TW") as desktop:
            window = Window(desktop, answers, words={"Message": "訊息"}.get)
            desktop.key("shift+F9")
            window.shot("zh")


main()
