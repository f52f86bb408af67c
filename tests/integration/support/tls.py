"""Certificates for a test, and TLS or plain TCP in front of an engine's socket."""

import datetime
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading

from .acceptor import Acceptor


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_certificates(folder, of=None):
    """ca.pem, cert.pem and key.pem as the docker command has them, good for 127.0.0.1 and as a
    client's; `of` is the folder of the same authority's others."""
    os.makedirs(folder)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    if of:
        for name in ("ca.pem", "ca-key.pem"):
            shutil.copy(f"{of}/{name}", f"{folder}/{name}")
    else:
        openssl(folder, "req", "-x509", *key, "-keyout", "ca-key.pem", "-out", "ca.pem", "-days",
                "2", "-subj", "/CN=test authority")
    openssl(folder, "req", *key, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=test")
    with open(f"{folder}/extensions", "w", encoding="ascii") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    openssl(folder, "x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca-key.pem",
            "-CAcreateserial", "-out", "cert.pem", "-days", "2", "-extfile", "extensions")
    return folder


def certify(folder, name, key, issuer, days, extensions):
    """A certificate for a key, from 400 days ago for so many days from now on, which may be negative.
    `issuer` is (certificate, its key), or None for one that is its own; all are paths."""
    now = datetime.datetime.now(datetime.timezone.utc)
    begin, end = (f"{now + datetime.timedelta(days):%Y%m%d%H%M%SZ}" for days in (-400, days))
    with tempfile.TemporaryDirectory(dir=folder) as room:
        for file, text in (
                ("index", ""), ("extensions", extensions), ("serial", secrets.token_hex(8)),
                ("conf", f"[ca]\ndefault_ca = it\n[it]\ndatabase = {room}/index\nserial = "
                         f"{room}/serial\nnew_certs_dir = {room}\ndefault_md = sha256\npolicy = any\n[any]\ncommonName = "
                         "supplied\n")):
            with open(f"{room}/{file}", "w", encoding="ascii") as written:
                written.write(text)
        openssl(room, "req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", "request")
        by = ("-cert", issuer[0], "-keyfile", issuer[1]) if issuer else ("-selfsign", "-keyfile", key)
        openssl(room, "ca", "-batch", "-notext", "-config", "conf", "-in", "request", "-out", "out",
                "-startdate", begin, "-enddate", end, "-extfile", "extensions", *by)
        with open(f"{room}/out", encoding="ascii") as file:
            return file.read()


class Front(Acceptor):
    """Passes connections to 127.0.0.1 on to a unix socket; with `certificates`, TLS that asks the
    client for one of the same authority. Use as a context manager."""

    def __init__(self, path, certificates=None):
        super().__init__()
        self.path = path
        self.context = None
        if certificates:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(f"{certificates}/cert.pem", f"{certificates}/key.pem")
            self.context.load_verify_locations(f"{certificates}/ca.pem")
            self.context.verify_mode = ssl.CERT_REQUIRED
        self.url = f"tcp://{self.address}"

    def serve(self, client):
        try:
            if self.context:
                client = self.context.wrap_socket(client, server_side=True)
            engine = socket.socket(socket.AF_UNIX)
            engine.connect(self.path)
        except OSError:
            client.close()
            return
        back = threading.Thread(target=self.copy, args=(engine, client), daemon=True)
        back.start()
        self.copy(client, engine)

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
