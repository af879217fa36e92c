# Servers that cannot prove who they are.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading

from brokerkit import Broker, Upstream, fake_key, pieces_of
from taptest import Skip, at_end, main, test

DIR = tempfile.mkdtemp(prefix="propus-tls-")
at_end(lambda: shutil.rmtree(DIR))


# LeakSanitizer's own tracer crashes once glib-networking has loaded p11-kit's modules.
VARIABLES = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=DIR, check=True, capture_output=True)


def make_authority():
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
            "-subj", "/CN=Propus test authority")


def make_certificate(name, names, authority=True, not_before=None, not_after=None):
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name)
    with open(os.path.join(DIR, name + ".ext"), "w") as file:
        file.write("subjectAltName=%s\n" % names)
    if not authority:
        openssl("x509", "-req", "-in", name + ".csr", "-signkey", name + ".key", "-out", name + ".pem", "-days", "30",
                "-extfile", name + ".ext")
        return
    with open(os.path.join(DIR, "index.txt"), "w"):
        pass
    with open(os.path.join(DIR, "ca.conf"), "w") as file:
        file.write("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\n"
                   "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n")
    dates = ["-startdate", not_before, "-enddate", not_after] if not_before else ["-days", "30"]
    openssl("ca", "-batch", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in", name + ".csr",
            "-out", name + ".pem", "-extfile", name + ".ext", *dates)


def server_context(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(DIR, name + ".pem"), os.path.join(DIR, name + ".key"))
    return context


def client_is_served(hostname, port):
    """Whether a client that trusts the test's authority gets an answer: the server itself works."""
    context = ssl.create_default_context(cafile=os.path.join(DIR, "ca.pem"))
    with socket.create_connection(("127.0.0.1", port)) as plain:
        with context.wrap_socket(plain, server_hostname=hostname) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\n\r\n")
            return bool(sock.recv(10))


make_authority()
make_certificate("good", "DNS:localhost,IP:127.0.0.1")
make_certificate("self-signed", "DNS:localhost,IP:127.0.0.1", authority=False)
make_certificate("other-host", "DNS:example.com")
make_certificate("proxied", "DNS:api.propus.invalid")
make_certificate("expired", "DNS:localhost,IP:127.0.0.1", not_before="20200101000000Z", not_after="20200201000000Z")


@test("case-40 self-signed, wrong host, expired and of an unknown authority: nothing is sent")
def refused():
    for name in ("self-signed", "other-host", "expired", "good"):
        seen = []

        def handler(c):
            seen.append(c.sock.recv(65536))

        with Upstream(handler, raw=True, tls=server_context(name)) as api:
            for host in ("127.0.0.1", "localhost"):
                for method, body in (("GET", None), ("POST", b"{}")):
                    with Broker("https://%s:%d" % (host, api.port), session_key=fake_key(), variables=VARIABLES) as broker:
                        reply = broker.request(method, "/v1beta/models", body)
                        assert reply.propus_reason() == "TLS", (name, host, reply.body)
                        assert reply.status == 502
            assert not any(seen), (name, seen)
            assert api.connections >= 4, "nobody came"


# Authorities are the system's alone, so the test's own is put in their place in a private mount namespace.
TRUSTING = ["unshare", *([] if os.getuid() == 0 else ["--user", "--map-root-user"]), "--mount", "sh", "-c",
            "mount --bind \"$0/ca.pem\" /etc/ssl/certs/ca-certificates.crt && exec \"$@\"", DIR]


def need_private_mount():
    if subprocess.run(TRUSTING + ["true"], capture_output=True).returncode != 0:
        raise Skip("a private mount is not possible here")


def serve(c):
    c.reply(200, b"{}")


@test("case-40 a server that proves itself is served")
def trusted():
    with Upstream(serve, tls=server_context("good")) as api:
        assert client_is_served("localhost", api.port)
        need_private_mount()
        with Broker("https://localhost:%d" % api.port, session_key=fake_key(), prefix=TRUSTING, variables=VARIABLES) as broker:
            reply = broker.request("GET", "/v1beta/models")
            assert reply.status == 200 and reply.body == b"{}", reply.body
            assert api.requests[-1].headers["x-goog-api-key"]


# What any other program does that uses GIO's TLS, as the broker does.
TLS_CLIENT = """
import sys
import gi
from gi.repository import Gio
client = Gio.SocketClient(tls=True)
stream = client.connect_to_host("localhost", int(sys.argv[1]), None)
stream.get_output_stream().write_all(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
assert stream.get_input_stream().read_bytes(10).get_size()
"""


@test("case-52 a file for the secrets of TLS is not written, though another program would write it")
def key_log():
    need_private_mount()
    path = os.path.join(DIR, "tls-secrets")
    variables = dict(VARIABLES, SSLKEYLOGFILE=path)
    with Upstream(serve, tls=server_context("good")) as api:
        subprocess.run(TRUSTING + ["/usr/bin/python3", "-c", TLS_CLIENT, str(api.port)], check=True, timeout=30,
                       env=dict(os.environ, SSLKEYLOGFILE=path))
        with open(path, encoding="utf-8") as file:
            assert "CLIENT_" in file.read(), "nothing is written here at all"
        os.unlink(path)
        with Broker("https://localhost:%d" % api.port, session_key=fake_key(), prefix=TRUSTING, variables=variables) as broker:
            assert broker.request("GET", "/v1beta/models").status == 200
            assert broker.request("POST", "/v1beta/models/m:generateContent", b"{}").status == 200
        assert not os.path.exists(path), "the broker wrote the secrets of its connections"


class Proxy:
    """An HTTP proxy that keeps all that is said to it in clear; whoever asks for a tunnel gets one to `port`."""

    def __init__(self, port):
        self.port = port
        self.heads = []
        self.seen = b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            data = client.recv(65536)
            if not data:
                return
            head += data
        self.heads.append(head)
        self.seen += head
        if not head.startswith(b"CONNECT "):
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            client.close()
            return
        server = socket.create_connection(("127.0.0.1", self.port))
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        threading.Thread(target=self._pump, args=(server, client, False), daemon=True).start()
        self._pump(client, server, True)

    def _pump(self, source, sink, keep):
        try:
            while data := source.recv(65536):
                if keep:
                    self.seen += data
                sink.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            sink.close()


def proxied(proxy):
    """The variables of a session behind a proxy, as its owner sets them."""
    names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return dict({name: proxy.url for name in names}, no_proxy="", NO_PROXY="")


@test("case-53 behind a proxy: a tunnel for https, in which the key is not seen; nothing at all for this computer")
def proxy():
    need_private_mount()
    key = fake_key()
    with Upstream(serve, tls=server_context("proxied")) as api, Upstream(serve) as plain, Proxy(api.port) as proxy:
        # The name is known to the proxy alone, so nothing can go past it.
        with Broker("https://api.propus.invalid", session_key=key, prefix=TRUSTING, variables=dict(VARIABLES, **proxied(proxy))) as broker:
            for method, path, body in (("GET", "/v1beta/models", None), ("POST", "/v1beta/models/m:generateContent", b"{}")):
                reply = broker.request(method, path, body)
                assert reply.status == 200, reply.body
        assert [r.headers["x-goog-api-key"] for r in api.requests] == [key, key]
        assert proxy.heads and all(head.startswith(b"CONNECT api.propus.invalid:443 HTTP/1.") for head in proxy.heads), proxy.heads
        assert len(proxy.seen) > 1000, "the proxy saw nothing"
        assert not any(piece in proxy.seen for piece in pieces_of(key)), "the proxy saw the key"

        # A server on this computer is asked directly: its http would show the key to the proxy.
        proxy.heads.clear()
        for url in (plain.url, plain.url.replace("127.0.0.1", "localhost")):
            with Broker(url, session_key=key, variables=dict(VARIABLES, **proxied(proxy))) as broker:
                assert broker.request("GET", "/v1beta/models").status == 200
        assert proxy.heads == [], "asked through the proxy: %s" % proxy.heads[0].split(b"\r\n")[0]
        assert len(plain.requests) == 2
        # The same search finds a key that is said to the proxy in clear.
        with socket.create_connection(("127.0.0.1", int(proxy.url.rsplit(":", 1)[1]))) as sock:
            sock.sendall(b"GET http://plain.example/ HTTP/1.1\r\nx-goog-api-key: " + key.encode() + b"\r\n\r\n")
            sock.recv(100)
        assert any(piece in proxy.seen for piece in pieces_of(key))


main()
