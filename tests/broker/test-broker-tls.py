# Servers that cannot prove who they are.
#
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import socket
import ssl
import subprocess
import tempfile

from brokerkit import Broker, Upstream, fake_key
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


@test("case-40 a server that proves itself is served")
def trusted():
    """Authorities are the system's alone, so the test's own is put in their place in a private mount namespace."""
    def handler(c):
        c.reply(200, b"{}")

    with Upstream(handler, tls=server_context("good")) as api:
        assert client_is_served("localhost", api.port)
        bundle = "/etc/ssl/certs/ca-certificates.crt"
        prefix = ["unshare", "--mount", "sh", "-c",
                  "mount --bind \"$0/ca.pem\" %s && exec \"$@\"" % bundle, DIR]
        if os.getuid() != 0 or subprocess.run(prefix + ["true"], capture_output=True).returncode != 0:
            raise Skip("a private mount is not possible here")
        with Broker("https://localhost:%d" % api.port, session_key=fake_key(), prefix=prefix, variables=VARIABLES) as broker:
            reply = broker.request("GET", "/v1beta/models")
            assert reply.status == 200 and reply.body == b"{}", reply.body
            assert api.requests[-1].headers["x-goog-api-key"]


main()
